// Sums and products that wrap where an integer does not fit.
#pragma once

#include <cstdint>
#include <type_traits>

namespace sciot::engine::reference {

template <typename T>
T WrappingSum(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) return a + b;
  return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}

template <typename T>
T WrappingProduct(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) return a * b;
  return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
}

}  // namespace sciot::engine::reference
