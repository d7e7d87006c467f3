// A small model with a residual connection and two outputs, for tests of this module and those above.
#pragma once

#include "base/bytes.h"

namespace sciot::model::testing {

// The .tflite file of: input x [1,4]; y = relu(x); z = y * 2; outputs z + y and y. Three layers. The cut before the
// last holds two tensors, y and z, and y is made early.
Bytes ResidualModel();

}  // namespace sciot::model::testing
