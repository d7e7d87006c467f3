// Checks of sliding windows and clamps that no kernel may run without.
#pragma once

#include "graph/operator.h"
#include "sciot/result.h"
#include "sciot/tensor.h"

namespace sciot::engine {

// kInvalidArgument unless sizes, strides and dilations are positive and the window turns `input` into exactly
// the batch, rows and columns of `output` (both NHWC).
Status CheckWindow(const graph::Window2D& window, const Shape& input, const Shape& output);

// The same, and nothing is dilated and the padding is smaller than the window: every position covers a value.
Status CheckPoolWindow(const graph::Window2D& window, const Shape& input, const Shape& output);

// kInvalidArgument unless min < max.
Status CheckClamp(const graph::Clamp& clamp);

}  // namespace sciot::engine
