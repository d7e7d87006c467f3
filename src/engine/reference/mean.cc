#include "engine/reference/mean.h"

#include <algorithm>

namespace sciot::engine::reference {

void Mean(std::span<const float> input, const Dims& dims, const Dims& kept, std::span<float> output) {
  std::fill(output.begin(), output.end(), 0.0F);
  const Dims sum_strides = BroadcastStrides(kept);
  const size_t step = sum_strides.back();
  RowWalk<2> walk(dims, {Strides(dims), sum_strides});
  do {
    const float* values = input.data() + walk.offset(0);
    float* sums = output.data() + walk.offset(1);
    for (size_t i = 0; i < dims.back(); ++i) sums[i * step] += values[i];
  } while (walk.Next());
  const size_t summed = input.size() / output.size();
  const auto count = static_cast<float>(summed);
  for (float& value : output) value /= count;
}

}  // namespace sciot::engine::reference
