#include "custom/real_values.h"

namespace sciot::custom {
namespace {

template <typename T>
void Dequantize(std::span<const std::byte> stored, float scale, float zero_point, std::span<float> values) {
  const auto* from = reinterpret_cast<const T*>(stored.data());
  for (size_t i = 0; i < values.size(); ++i) values[i] = (static_cast<float>(from[i]) - zero_point) * scale;
}

}  // namespace

RealValues::RealValues(const CustomTensor& tensor)
    : type_(tensor.spec.type), scale_(tensor.scale), zero_point_(static_cast<float>(tensor.zero_point)) {
  if (type_ != DataType::kFloat32) values_.resize(tensor.spec.element_count());
}

std::span<const float> RealValues::Read(std::span<const std::byte> stored) {
  if (type_ == DataType::kFloat32) {
    return {reinterpret_cast<const float*>(stored.data()), stored.size() / sizeof(float)};
  }
  if (type_ == DataType::kInt8) {
    Dequantize<int8_t>(stored, scale_, zero_point_, values_);
  } else {
    Dequantize<uint8_t>(stored, scale_, zero_point_, values_);
  }
  return values_;
}

}  // namespace sciot::custom
