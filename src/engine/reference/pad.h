// PAD with zeros.
#pragma once

#include "engine/reference/rows.h"

namespace sciot::engine::reference {

// Copies the input, of shape `dims`, into the zeroed output, of shape `padded`, `before` elements in from the
// start of each dimension. Requires before + dims <= padded.
void Pad(const float* input, const Dims& dims, const Dims& before, const Dims& padded, float* output);

}  // namespace sciot::engine::reference
