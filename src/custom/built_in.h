// The custom operators every build has.
#pragma once

#include "sciot/custom_operator.h"

namespace sciot::custom {

// MaxPoolingWithArgmax2D, MaxUnpooling2D and TFLite_Detection_PostProcess.
CustomOperators BuiltInOperators();

}  // namespace sciot::custom
