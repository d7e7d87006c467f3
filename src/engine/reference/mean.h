// MEAN over any axes.
#pragma once

#include "engine/reference/rows.h"

namespace sciot::engine::reference {

// `kept` is `dims` with 1 along the axes that are averaged; output has ElementCount(kept) elements.
void Mean(std::span<const float> input, const Dims& dims, const Dims& kept, std::span<float> output);

}  // namespace sciot::engine::reference
