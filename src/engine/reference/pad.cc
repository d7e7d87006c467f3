#include "engine/reference/pad.h"

#include <algorithm>
#include <numeric>

namespace sciot::engine::reference {

void Pad(const float* input, const Dims& dims, const Dims& before, const Dims& padded, float* output) {
  std::fill_n(output, ElementCount(padded), 0.0F);
  const Dims strides = Strides(padded);
  const size_t start = std::inner_product(before.begin(), before.end(), strides.begin(), size_t{0});
  RowWalk<2> walk(dims, {Strides(dims), strides});
  do {
    std::copy_n(input + walk.offset(0), dims.back(), output + start + walk.offset(1));
  } while (walk.Next());
}

}  // namespace sciot::engine::reference
