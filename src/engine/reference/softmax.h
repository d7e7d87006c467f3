// SOFTMAX for any beta.
#pragma once

#include <cstddef>
#include <span>

namespace sciot::engine::reference {

// exp(beta * x) over its sum, for each run of `channels` elements.
void Softmax(std::span<const float> input, size_t channels, float beta, float* output);

}  // namespace sciot::engine::reference
