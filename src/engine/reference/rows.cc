#include "engine/reference/rows.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <numeric>

namespace sciot::engine::reference {

Dims ToDims(std::span<const int32_t> shape) {
  assert(shape.size() <= kMaxRank);
  Dims dims;
  dims.fill(1);
  std::transform(shape.rbegin(), shape.rend(), dims.rbegin(), [](int32_t d) { return static_cast<size_t>(d); });
  return dims;
}

size_t ElementCount(const Dims& dims) {
  return std::accumulate(dims.begin(), dims.end(), size_t{1}, std::multiplies<>());
}

Dims Strides(const Dims& dims) {
  Dims strides;
  size_t stride = 1;
  for (size_t axis = kMaxRank; axis-- > 0;) {
    strides[axis] = stride;
    stride *= dims[axis];
  }
  return strides;
}

Dims BroadcastStrides(const Dims& dims) {
  Dims strides = Strides(dims);
  for (size_t axis = 0; axis < kMaxRank; ++axis) {
    if (dims[axis] == 1) strides[axis] = 0;
  }
  return strides;
}

}  // namespace sciot::engine::reference
