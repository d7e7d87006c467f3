// IEEE 754 half precision.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>

#include "base/bytes.h"

namespace sciot {

// The value of a half, exactly; not-a-number stays one.
inline float HalfToFloat(uint16_t half) {
  const uint32_t sign = (uint32_t{half} & 0x8000U) << 16U;
  const uint32_t exponent = (half >> 10U) & 0x1FU;
  const uint32_t mantissa = half & 0x3FFU;
  if (exponent == 0x1FU) return std::bit_cast<float>(sign | 0x7F800000U | (mantissa << 13U));
  if (exponent != 0) return std::bit_cast<float>(sign | ((exponent + 112U) << 23U) | (mantissa << 13U));
  const float magnitude = static_cast<float>(mantissa) * 0x1p-24F;  // subnormal, or zero
  return std::bit_cast<float>(sign | std::bit_cast<uint32_t>(magnitude));
}

// Each half of `halves`. Requires 2 * floats.size() bytes.
inline void HalvesToFloats(ByteView halves, std::span<float> floats) {
  for (size_t i = 0; i < floats.size(); ++i) {
    uint16_t half = 0;
    std::memcpy(&half, halves.data() + i * sizeof(half), sizeof(half));
    floats[i] = HalfToFloat(half);
  }
}

}  // namespace sciot
