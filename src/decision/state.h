// What an algorithm remembers of one device.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <type_traits>

namespace sciot::decision {

// A few bytes kept with the device, whose meaning is the algorithm's own. All zero at first. A value: copying it copies
// what is remembered.
class State {
 public:
  static constexpr size_t kBytes = 256;

  // What was stored last, or a T of zero bytes.
  template <typename T>
  T Load() const {
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= kBytes);
    T value;
    std::memcpy(&value, bytes_.data(), sizeof(T));
    return value;
  }

  template <typename T>
  void Store(const T& value) {
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= kBytes);
    std::memcpy(bytes_.data(), &value, sizeof(T));
  }

  // For algorithms that keep their own layout.
  std::byte* data() { return bytes_.data(); }

 private:
  alignas(std::max_align_t) std::array<std::byte, kBytes> bytes_{};
};

}  // namespace sciot::decision
