#include "model/tensor_reader.h"

#include "model/operators/operator.h"

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

// A first dimension of -1 in the signature is the batch, which is 1 here; any other -1 is a dynamic shape.
Result<Shape> ReadShape(const tflite::Tensor& tensor) {
  Shape shape;
  if (tensor.shape() != nullptr) shape.assign(tensor.shape()->begin(), tensor.shape()->end());
  if (const auto* signature = tensor.shape_signature(); signature != nullptr && signature->size() == shape.size()) {
    for (uint32_t i = 0; i < signature->size(); ++i) {
      if (signature->Get(i) == -1) shape[i] = i == 0 ? 1 : -1;
    }
  }
  if (!shape.empty() && shape[0] == -1) shape[0] = 1;
  for (int32_t dimension : shape) {
    if (dimension == -1) return UnsupportedModel("dynamic shape " + ToString(shape));
    if (dimension < 1) return InvalidModel("shape " + ToString(shape));
  }
  const auto elements = ElementCount(shape);
  if (!elements || *elements > SIZE_MAX / 8) return InvalidModel("shape " + ToString(shape) + " overflows");
  return shape;
}

Result<graph::Quantization> ReadQuantization(const tflite::QuantizationParameters* file, const Shape& shape) {
  graph::Quantization quantization;
  if (file == nullptr || file->scale() == nullptr || file->scale()->size() == 0) return quantization;
  quantization.scales.assign(file->scale()->begin(), file->scale()->end());
  if (file->zero_point() != nullptr) {
    quantization.zero_points.assign(file->zero_point()->begin(), file->zero_point()->end());
  }
  const bool per_slice = quantization.scales.size() > 1;
  if (per_slice &&
      (file->quantized_dimension() < 0 || static_cast<size_t>(file->quantized_dimension()) >= shape.size())) {
    return InvalidModel("quantised dimension " + std::to_string(file->quantized_dimension()) + " is outside shape " +
                        ToString(shape));
  }
  quantization.axis = per_slice ? static_cast<uint32_t>(file->quantized_dimension()) : 0;
  return quantization;
}

// The bytes of the tensor's buffer; empty for a tensor computed at run time.
Result<ByteView> ReadConstant(const tflite::Model& file, const tflite::Tensor& tensor, size_t byte_size) {
  const auto* buffers = file.buffers();
  if (tensor.buffer() == 0) return ByteView{};
  if (buffers == nullptr || tensor.buffer() >= buffers->size()) {
    return InvalidModel("buffer " + std::to_string(tensor.buffer()) + " does not exist");
  }
  const tflite::Buffer& buffer = *buffers->Get(tensor.buffer());
  if (buffer.offset() > 1) return UnsupportedModel("constants outside the flatbuffer");
  if (buffer.data() == nullptr || buffer.data()->size() == 0) return ByteView{};
  if (tensor.sparsity() != nullptr) return UnsupportedModel("sparse constants");
  if (buffer.data()->size() != byte_size) {
    return InvalidModel("constant of " + std::to_string(buffer.data()->size()) + " bytes, its shape needs " +
                        std::to_string(byte_size));
  }
  return std::as_bytes(std::span(buffer.data()->data(), buffer.data()->size()));
}

ByteView Aligned(ByteView constant, DataType type, std::vector<PaddedBuffer>& realigned) {
  if (reinterpret_cast<uintptr_t>(constant.data()) % ByteSize(type) == 0) return constant;
  realigned.emplace_back(constant);
  return realigned.back().bytes();
}

Result<graph::Tensor> Read(const tflite::Model& file, const tflite::Tensor& source,
                           std::vector<PaddedBuffer>& realigned) {
  if (source.is_variable()) return UnsupportedModel("variable tensors");
  graph::Tensor tensor;
  SCIOT_ASSIGN(tensor.spec.type, ReadType(source.type()));
  SCIOT_ASSIGN(tensor.spec.shape, ReadShape(source));
  SCIOT_ASSIGN(tensor.quantization, ReadQuantization(source.quantization(), tensor.spec.shape));
  SCIOT_ASSIGN(const ByteView constant, ReadConstant(file, source, tensor.spec.byte_size()));
  tensor.constant = Aligned(constant, tensor.spec.type, realigned);
  return tensor;
}

}  // namespace

Result<graph::Tensor> ReadTensor(const tflite::Model& file, const tflite::SubGraph& subgraph, graph::TensorId id,
                                 std::vector<PaddedBuffer>& realigned) {
  const tflite::Tensor& source = *subgraph.tensors()->Get(id);
  std::string name = source.name() != nullptr ? source.name()->str() : std::string();
  Result<graph::Tensor> tensor = Read(file, source, realigned);
  if (!tensor.ok()) return WithContext(tensor.error(), "tensor " + std::to_string(id) + " ('" + name + "')");
  tensor.value().spec.name = std::move(name);
  return tensor;
}

}  // namespace sciot::model
