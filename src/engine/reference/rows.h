// Walks tensors of any rank row by row. Plain portable C++, no heap.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sciot::engine::reference {

// Highest rank these kernels take.
inline constexpr size_t kMaxRank = 8;

// One number for each dimension, outermost first; lower ranks have ones in front.
using Dims = std::array<size_t, kMaxRank>;

// Requires shape.size() <= kMaxRank and dimensions >= 1.
Dims ToDims(std::span<const int32_t> shape);

// Product of all dimensions.
size_t ElementCount(const Dims& dims);

// Elements from one index of a dimension to the next, for contiguous data.
Dims Strides(const Dims& dims);

// The same, but 0 along dimensions of size 1, so that walking a larger shape repeats the element.
Dims BroadcastStrides(const Dims& dims);

// Visits every row (run of the last dimension) of a shape and tells where it starts in N tensors of different
// strides. Starts at the first row.
template <size_t N>
class RowWalk {
 public:
  RowWalk(const Dims& dims, const std::array<Dims, N>& strides) : dims_(dims), strides_(strides) {}

  size_t offset(size_t tensor) const { return offsets_[tensor]; }

  // Moves to the next row; false after the last.
  bool Next() {
    for (size_t axis = kMaxRank - 1; axis-- > 0;) {
      if (++index_[axis] < dims_[axis]) {
        for (size_t t = 0; t < N; ++t) offsets_[t] += strides_[t][axis];
        return true;
      }
      index_[axis] = 0;
      for (size_t t = 0; t < N; ++t) offsets_[t] -= strides_[t][axis] * (dims_[axis] - 1);
    }
    return false;
  }

 private:
  Dims dims_;
  std::array<Dims, N> strides_;
  Dims index_{};
  std::array<size_t, N> offsets_{};
};

}  // namespace sciot::engine::reference
