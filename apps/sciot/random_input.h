// Input for runs whose values do not matter.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "sciot/tensor.h"

namespace sciot::app {

inline constexpr uint32_t kRandomInputSeed = 1;

// FP32 in [0, 1); 8-bit types over their whole range; all others zero. The same seed always gives the same
// bytes.
Bytes RandomTensor(const TensorSpec& spec, uint32_t seed);

}  // namespace sciot::app
