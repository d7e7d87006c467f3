#include "protocol/tensor_list.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "protocol/tensor_data.h"

namespace sciot::protocol {
namespace {

Result<DataType> DecodeDataType(const ObjectReader& tensor) {
  SCIOT_ASSIGN(const std::string name, tensor.String("datatype"));
  if (const auto type = DataTypeFromName(name)) return *type;
  return Error{ErrorCode::kUnsupported, tensor.where() + ": datatype " + Excerpt(Json(name)) +
                                            " is not supported; FP32, FP16, INT8, UINT8, INT16, INT32, INT64 and "
                                            "BOOL are"};
}

Result<Shape> DecodeShape(const ObjectReader& tensor, const Limits& limits) {
  SCIOT_ASSIGN(const Json* dimensions, tensor.Array("shape", limits.max_rank));
  Shape shape;
  for (const Json& dimension : *dimensions) {
    const bool fits = dimension.is_number_unsigned() && std::in_range<int32_t>(dimension.get<uint64_t>()) &&
                      dimension.get<uint64_t>() > 0;
    if (!fits) {
      return tensor.FieldError("shape", "has the dimension " + Excerpt(dimension) + "; each must be from 1 to " +
                                            std::to_string(std::numeric_limits<int32_t>::max()));
    }
    shape.push_back(dimension.get<int32_t>());
  }
  return shape;
}

// byte_size() of a tensor can be taken only when this holds.
Status CheckSize(const TensorSpec& spec) {
  const auto count = ElementCount(spec.shape);
  size_t bytes = 0;
  if (count && !__builtin_mul_overflow(*count, ByteSize(spec.type), &bytes)) return {};
  return Error{ErrorCode::kTooLarge,
               "tensor '" + spec.name + "': shape " + ToString(spec.shape) + " is too large for any memory"};
}

Result<ByteView> TakeBinary(const TensorSpec& spec, uint64_t size_bytes, ByteReader& binary) {
  if (size_bytes != spec.byte_size()) {
    return Invalid("tensor '" + spec.name + "': " + std::to_string(size_bytes) + " bytes given, shape " +
                   ToString(spec.shape) + " of " + DataTypeName(spec.type) + " needs " +
                   std::to_string(spec.byte_size()));
  }
  if (size_bytes > binary.remaining()) {
    return Invalid("tensor '" + spec.name + "': binary_data_size is " + std::to_string(size_bytes) + ", but only " +
                   std::to_string(binary.remaining()) + " bytes of the body are left (" + kJsonLengthHeader +
                   " says where the JSON ends)");
  }
  return binary.ReadBytes(size_bytes);
}

Result<Tensor> DecodeValues(const ObjectReader& object, TensorSpec spec, ByteReader& binary) {
  SCIOT_ASSIGN(const ObjectReader parameters, object.OptionalObject("parameters"));
  if (parameters.Find("shared_memory_region") != nullptr) {
    return Error{ErrorCode::kUnsupported, object.where() + ": shared memory is not supported"};
  }
  constexpr auto kMaxSize = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  SCIOT_ASSIGN(const auto size_bytes, parameters.OptionalUnsigned("binary_data_size", kMaxSize));
  const Json* data = object.Find("data");
  if ((data != nullptr) == size_bytes.has_value()) {
    return Invalid(object.where() + ": either 'data' or the parameter 'binary_data_size' must be given");
  }
  Tensor tensor{std::move(spec), size_bytes ? Encoding::kBinary : Encoding::kJson, {}, {}};
  if (size_bytes) {
    SCIOT_ASSIGN(tensor.view, TakeBinary(tensor.spec, *size_bytes, binary));
  } else {
    SCIOT_ASSIGN(tensor.storage, DecodeTensorData(*data, tensor.spec));
  }
  return tensor;
}

Result<Tensor> DecodeTensor(const Json& json, const std::string& kind, ByteReader& binary, const Limits& limits) {
  SCIOT_ASSIGN(TensorSpec spec, DecodeTensorSpec(json, kind, limits));
  SCIOT_ASSIGN(const ObjectReader object, ObjectReader::Open(json, "tensor '" + spec.name + "'"));
  return DecodeValues(object, std::move(spec), binary);
}

Status CheckNewName(const std::vector<Tensor>& tensors, const std::string& name, const char* key) {
  const auto same = [&](const Tensor& tensor) { return tensor.spec.name == name; };
  if (std::none_of(tensors.begin(), tensors.end(), same)) return {};
  return Invalid("tensor '" + name + "' is twice in '" + key + "'");
}

Result<Json> EncodeTensor(const Tensor& tensor) {
  assert(tensor.data().size() == tensor.spec.byte_size());
  Json json = EncodeTensorSpec(tensor.spec);
  if (tensor.encoding == Encoding::kBinary) {
    json["parameters"]["binary_data_size"] = tensor.data().size();
  } else {
    SCIOT_ASSIGN(json["data"], EncodeTensorData(tensor));
  }
  return json;
}

}  // namespace

Result<TensorSpec> DecodeTensorSpec(const Json& json, const std::string& kind, const Limits& limits) {
  SCIOT_ASSIGN(const ObjectReader unnamed, ObjectReader::Open(json, kind));
  TensorSpec spec;
  SCIOT_ASSIGN(spec.name, unnamed.Name("name", limits));
  SCIOT_ASSIGN(const ObjectReader object, ObjectReader::Open(json, "tensor '" + spec.name + "'"));
  SCIOT_ASSIGN(spec.type, DecodeDataType(object));
  SCIOT_ASSIGN(spec.shape, DecodeShape(object, limits));
  SCIOT_TRY(CheckSize(spec));
  return spec;
}

Json EncodeTensorSpec(const TensorSpec& spec) {
  return {{"name", spec.name}, {"datatype", DataTypeName(spec.type)}, {"shape", spec.shape}};
}

Result<std::vector<Tensor>> DecodeTensorList(const ObjectReader& message, const char* key, ByteView binary,
                                             const Limits& limits) {
  SCIOT_ASSIGN(const Json* list, message.Array(key, limits.max_tensors));
  ByteReader reader(binary);
  std::vector<Tensor> tensors;
  for (const Json& json : *list) {
    const std::string kind = std::string(key) + "[" + std::to_string(tensors.size()) + "]";
    SCIOT_ASSIGN(Tensor tensor, DecodeTensor(json, kind, reader, limits));
    SCIOT_TRY(CheckNewName(tensors, tensor.spec.name, key));
    tensors.push_back(std::move(tensor));
  }
  if (reader.remaining() == 0) return tensors;
  return Invalid(std::to_string(reader.remaining()) + " bytes of the body belong to no tensor");
}

Status EncodeTensorList(const std::vector<Tensor>& tensors, const char* key, Json& json,
                        std::vector<ByteView>& binary) {
  Json& list = json[key] = Json::array();
  for (const Tensor& tensor : tensors) {
    SCIOT_ASSIGN(Json encoded, EncodeTensor(tensor));
    list.push_back(std::move(encoded));
    if (tensor.encoding == Encoding::kBinary) binary.push_back(tensor.data());
  }
  return {};
}

}  // namespace sciot::protocol
