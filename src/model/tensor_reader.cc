#include "model/tensor_reader.h"

#include <cmath>
#include <cstring>

#include "model/operators/operator.h"
#include "model/sparse_constant.h"

namespace sciot::model {
namespace {

Result<DataType> ReadType(tflite::TensorType type) {
  switch (type) {
    case tflite::TensorType::FLOAT32:
      return DataType::kFloat32;
    case tflite::TensorType::FLOAT16:
      return DataType::kFloat16;
    case tflite::TensorType::INT8:
      return DataType::kInt8;
    case tflite::TensorType::UINT8:
      return DataType::kUint8;
    case tflite::TensorType::INT16:
      return DataType::kInt16;
    case tflite::TensorType::INT32:
      return DataType::kInt32;
    case tflite::TensorType::INT64:
      return DataType::kInt64;
    case tflite::TensorType::BOOL:
      return DataType::kBool;
    default:
      break;
  }
  const char* name = tflite::EnumNameTensorType(type);
  return UnsupportedModel("element type " +
                          (*name != '\0' ? std::string(name) : std::to_string(static_cast<int>(type))));
}

// A dimension of -1, or -1 in the signature beside a real one, is open. An open first dimension is the batch, which is
// 1 here. Of tensors within the model only `shape` counts: what their makers give is checked against it.
Result<Shape> ReadShape(const tflite::Tensor& tensor, TensorRole role) {
  Shape shape;
  if (tensor.shape() != nullptr) shape.assign(tensor.shape()->begin(), tensor.shape()->end());
  if (role == TensorRole::kResolved) return shape;
  const auto* signature = tensor.shape_signature();
  if (role == TensorRole::kModelInput && signature != nullptr && signature->size() == shape.size()) {
    for (uint32_t i = 0; i < signature->size(); ++i) {
      if (signature->Get(i) == -1) shape[i] = i == 0 ? 1 : -1;
    }
  }
  if (!shape.empty() && shape[0] == -1) shape[0] = 1;
  SCIOT_TRY(CheckConcrete(shape));
  return shape;
}

// Scales of integers that are computed with must be positive numbers, their zero points values of the type.
Status CheckQuantization(const graph::Quantization& quantization, DataType type) {
  for (float scale : quantization.scales) {
    if (!std::isfinite(scale) || scale <= 0.0F) return InvalidModel("quantisation scale " + std::to_string(scale));
  }
  const int64_t lowest = type == DataType::kInt8 ? INT8_MIN : 0;
  for (int64_t zero : quantization.zero_points) {
    if (zero < lowest || zero > lowest + UINT8_MAX) return InvalidModel("zero point " + std::to_string(zero));
  }
  const size_t scales = quantization.scales.size();
  const size_t zeros = quantization.zero_points.size();
  if (zeros <= 1 || zeros == scales) return {};
  return InvalidModel(std::to_string(zeros) + " zero points for " + std::to_string(scales) + " scales");
}

Status CheckSlices(const graph::Quantization& quantization, int32_t dimension, const Shape& shape) {
  if (dimension >= 0 && static_cast<size_t>(dimension) < shape.size() &&
      static_cast<size_t>(shape[static_cast<size_t>(dimension)]) == quantization.scales.size()) {
    return {};
  }
  return InvalidModel(std::to_string(quantization.scales.size()) + " scales along dimension " +
                      std::to_string(dimension) + " of shape " + ToString(shape));
}

// Of INT8 and UINT8. Other types are computed as they are, whatever the file adds to them.
Result<graph::Quantization> ReadQuantization(const tflite::QuantizationParameters* file, const TensorSpec& spec) {
  graph::Quantization quantization;
  if (spec.type != DataType::kInt8 && spec.type != DataType::kUint8) return quantization;
  if (file == nullptr || file->scale() == nullptr || file->scale()->size() == 0) return quantization;
  quantization.scales.assign(file->scale()->begin(), file->scale()->end());
  if (const auto* zeros = file->zero_point(); zeros != nullptr && zeros->size() > 0) {
    // The verifier does not see to it that they are aligned for their type.
    quantization.zero_points.resize(zeros->size());
    std::memcpy(quantization.zero_points.data(), zeros->Data(), zeros->size() * sizeof(int64_t));
  }
  SCIOT_TRY(CheckQuantization(quantization, spec.type));
  if (quantization.scales.size() == 1) return quantization;
  SCIOT_TRY(CheckSlices(quantization, file->quantized_dimension(), spec.shape));
  quantization.axis = static_cast<uint32_t>(file->quantized_dimension());
  return quantization;
}

// The bytes of the tensor's buffer, as the file has them; empty for a tensor computed at run time.
Result<ByteView> FindConstant(const tflite::Model& file, const tflite::Tensor& tensor) {
  const auto* buffers = file.buffers();
  if (tensor.buffer() == 0) return ByteView{};
  if (buffers == nullptr || tensor.buffer() >= buffers->size()) {
    return InvalidModel("buffer " + std::to_string(tensor.buffer()) + " does not exist");
  }
  const tflite::Buffer& buffer = *buffers->Get(tensor.buffer());
  if (buffer.offset() > 1) return UnsupportedModel("constants outside the flatbuffer");
  if (buffer.data() == nullptr || buffer.data()->size() == 0) return ByteView{};
  return std::as_bytes(std::span(buffer.data()->data(), buffer.data()->size()));
}

Result<ByteView> Unpack(const tflite::SparsityParameters& sparsity, const TensorSpec& spec, ByteView values,
                        ConstantStore& store) {
  SCIOT_ASSIGN(const std::span<std::byte> dense, store.Allocate(spec.byte_size()));
  SCIOT_TRY(UnpackSparse(sparsity, spec.shape, ByteSize(spec.type), values, dense));
  return ByteView(dense);
}

// The same bytes where their type may be read.
Result<ByteView> Align(ByteView constant, DataType type, ConstantStore& store) {
  if (reinterpret_cast<uintptr_t>(constant.data()) % ByteSize(type) == 0) return constant;
  SCIOT_ASSIGN(const std::span<std::byte> copy, store.Allocate(constant.size()));
  std::memcpy(copy.data(), constant.data(), constant.size());
  return ByteView(copy);
}

Result<ByteView> ReadConstant(const tflite::Model& file, const tflite::Tensor& tensor, const TensorSpec& spec,
                              ConstantStore& store) {
  SCIOT_ASSIGN(const ByteView stored, FindConstant(file, tensor));
  if (stored.empty()) return stored;
  if (tensor.sparsity() != nullptr) return Unpack(*tensor.sparsity(), spec, stored, store);
  if (stored.size() == spec.byte_size()) return Align(stored, spec.type, store);
  return InvalidModel("constant of " + std::to_string(stored.size()) + " bytes, its shape needs " +
                      std::to_string(spec.byte_size()));
}

Result<graph::Tensor> Read(const tflite::Model& file, const tflite::Tensor& source, TensorRole role,
                           ConstantStore& store) {
  if (source.is_variable()) return UnsupportedModel("variable tensors");
  graph::Tensor tensor;
  SCIOT_ASSIGN(tensor.spec.type, ReadType(source.type()));
  SCIOT_ASSIGN(tensor.spec.shape, ReadShape(source, role));
  SCIOT_ASSIGN(tensor.quantization, ReadQuantization(source.quantization(), tensor.spec));
  if (role == TensorRole::kResolved) return tensor;
  SCIOT_ASSIGN(tensor.constant, ReadConstant(file, source, tensor.spec, store));
  return tensor;
}

}  // namespace

std::string FileTypeName(tflite::TensorType type) {
  const Result<DataType> known = ReadType(type);
  if (known.ok()) return DataTypeName(known.value());
  const char* name = tflite::EnumNameTensorType(type);
  return *name != '\0' ? std::string(name) : std::to_string(static_cast<int>(type));
}

Status CheckConcrete(const Shape& shape) {
  for (int32_t dimension : shape) {
    if (dimension == -1) return UnsupportedModel("dynamic shape " + ToString(shape));
    if (dimension < 1) return InvalidModel("shape " + ToString(shape));
  }
  const auto elements = ElementCount(shape);
  if (!elements || *elements > SIZE_MAX / 8) return InvalidModel("shape " + ToString(shape) + " overflows");
  return {};
}

Result<graph::Tensor> ReadTensor(const tflite::Model& file, const tflite::SubGraph& subgraph, const TensorPlace& place,
                                 ConstantStore& store) {
  const tflite::Tensor& source = *subgraph.tensors()->Get(place.id);
  std::string name = source.name() != nullptr ? source.name()->str() : std::string();
  Result<graph::Tensor> tensor = Read(file, source, place.role, store);
  if (!tensor.ok()) return WithContext(tensor.error(), "tensor " + std::to_string(place.id) + " ('" + name + "')");
  tensor.value().spec.name = std::move(name);
  return tensor;
}

}  // namespace sciot::model
