// A small model that takes pictures, for tests of this module and those above.
#pragma once

#include "base/bytes.h"

namespace sciot::model::testing {

// The .tflite file of: input x [1,2,3,3], a picture of two rows and three columns; output relu(x).
Bytes PictureModel();

}  // namespace sciot::model::testing
