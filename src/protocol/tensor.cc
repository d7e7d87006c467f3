#include "protocol/tensor.h"

#include <cmath>
#include <cstring>

namespace sciot::protocol {
namespace {

// IEEE 754 single precision: an exponent of ones is an infinity or NaN.
bool IsFinite(const std::byte* value) {
  constexpr uint32_t kExponent = 0x7f800000U;
  uint32_t bits = 0;
  std::memcpy(&bits, value, sizeof bits);
  return (bits & kExponent) != kExponent;
}

}  // namespace

Status CheckFinite(const Tensor& tensor) {
  if (tensor.spec.type != DataType::kFloat32) return {};
  const ByteView data = tensor.data();
  for (size_t i = 0; i + sizeof(float) <= data.size(); i += sizeof(float)) {
    if (IsFinite(&data[i])) continue;
    return Error{ErrorCode::kInvalidArgument, "tensor '" + tensor.spec.name + "': the value at index " +
                                                  std::to_string(i / sizeof(float)) + " is not finite"};
  }
  return {};
}

}  // namespace sciot::protocol
