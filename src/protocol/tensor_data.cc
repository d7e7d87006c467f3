#include "protocol/tensor_data.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

namespace sciot::protocol {
namespace {

static_assert(std::endian::native == std::endian::little, "values are copied as they lie in memory");

Error ValueError(const TensorSpec& spec, size_t index, const std::string& problem) {
  return Invalid("tensor '" + spec.name + "': the value at index " + std::to_string(index) + " " + problem);
}

Error Half(const TensorSpec& spec) {
  return Error{ErrorCode::kUnsupported, "tensor '" + spec.name + "': FP16 travels as binary data only"};
}

// True and `out` set when `value` is a number of type T.
template <typename T>
bool Read(const Json& value, T& out) {
  if constexpr (std::is_floating_point_v<T>) {
    if (!value.is_number()) return false;
    out = static_cast<T>(value.get<double>());
    return std::isfinite(out);
  } else {
    if (value.is_number_unsigned() && !std::in_range<T>(value.get<uint64_t>())) return false;
    if (!value.is_number_integer() || !std::in_range<T>(value.get<int64_t>())) return false;
    out = static_cast<T>(value.get<int64_t>());
    return true;
  }
}

// BOOL: true, false, 1 or 0.
template <>
bool Read<bool>(const Json& value, bool& out) {
  uint8_t number = 0;
  if (!value.is_boolean() && !(Read(value, number) && number <= 1)) return false;
  out = value.is_boolean() ? value.get<bool>() : number == 1;
  return true;
}

// Writes values one after another into `bytes`, which has room for all of them.
template <typename T>
class Filler {
 public:
  Filler(const TensorSpec& spec, Bytes& bytes) : spec_(spec), bytes_(bytes) {}

  // The depth of `value` is bounded by max_json_depth.
  Status Take(const Json& value) {
    if (!value.is_array()) return TakeScalar(value);
    for (const Json& element : value) SCIOT_TRY(Take(element));
    return {};
  }

 private:
  Status TakeScalar(const Json& value) {
    T number{};
    if (!Read(value, number)) {
      return ValueError(spec_, count_, Excerpt(value) + " is no " + DataTypeName(spec_.type));
    }
    std::memcpy(&bytes_[count_ * sizeof(T)], &number, sizeof(T));
    ++count_;
    return {};
  }

  const TensorSpec& spec_;
  Bytes& bytes_;
  size_t count_ = 0;
};

template <typename T>
Result<Bytes> Decode(const Json& array, const TensorSpec& spec) {
  Bytes bytes(spec.byte_size());
  SCIOT_TRY(Filler<T>(spec, bytes).Take(array));
  return bytes;
}

template <typename T>
Result<Json> Encode(const Tensor& tensor) {
  const ByteView data = tensor.data();
  Json::array_t values;
  values.reserve(data.size() / sizeof(T));
  for (size_t offset = 0; offset < data.size(); offset += sizeof(T)) {
    T value{};
    std::memcpy(&value, &data[offset], sizeof(T));
    values.emplace_back(value);
  }
  return Json(std::move(values));
}

Result<Json> EncodeFloats(const Tensor& tensor) {
  if (const Status finite = CheckFinite(tensor); !finite.ok()) {
    return Invalid(finite.error().message +
                   ", which JSON cannot say; ask for binary data (parameter binary_data_output)");
  }
  return Encode<float>(tensor);
}

Result<Json> EncodeBools(const Tensor& tensor) {
  Json values = Json::array();
  for (const std::byte value : tensor.data()) values.push_back(value != std::byte{0});
  return values;
}

// Numbers in a nested array; compared with the shape before anything is allocated for it.
size_t CountScalars(const Json& value) {
  if (!value.is_array()) return 1;
  size_t count = 0;
  for (const Json& element : value) count += CountScalars(element);
  return count;
}

}  // namespace

Result<Bytes> DecodeTensorData(const Json& array, const TensorSpec& spec) {
  if (!array.is_array()) return Invalid("tensor '" + spec.name + "': 'data' must be an array, not " + Excerpt(array));
  const size_t count = spec.element_count();
  if (const size_t given = CountScalars(array); given != count) {
    return Invalid("tensor '" + spec.name + "': " + std::to_string(given) + " values given, shape " +
                   ToString(spec.shape) + " needs " + std::to_string(count));
  }
  switch (spec.type) {
    case DataType::kFloat32:
      return Decode<float>(array, spec);
    case DataType::kFloat16:
      return Half(spec);
    case DataType::kInt8:
      return Decode<int8_t>(array, spec);
    case DataType::kUint8:
      return Decode<uint8_t>(array, spec);
    case DataType::kInt16:
      return Decode<int16_t>(array, spec);
    case DataType::kInt32:
      return Decode<int32_t>(array, spec);
    case DataType::kInt64:
      return Decode<int64_t>(array, spec);
    case DataType::kBool:
      return Decode<bool>(array, spec);
  }
  return Half(spec);
}

Result<Json> EncodeTensorData(const Tensor& tensor) {
  switch (tensor.spec.type) {
    case DataType::kFloat32:
      return EncodeFloats(tensor);
    case DataType::kFloat16:
      return Half(tensor.spec);
    case DataType::kInt8:
      return Encode<int8_t>(tensor);
    case DataType::kUint8:
      return Encode<uint8_t>(tensor);
    case DataType::kInt16:
      return Encode<int16_t>(tensor);
    case DataType::kInt32:
      return Encode<int32_t>(tensor);
    case DataType::kInt64:
      return Encode<int64_t>(tensor);
    case DataType::kBool:
      return EncodeBools(tensor);
  }
  return Half(tensor.spec);
}

}  // namespace sciot::protocol
