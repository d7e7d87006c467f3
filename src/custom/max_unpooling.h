// MediaPipe's operator MaxUnpooling2D.
#pragma once

#include <memory>

#include "sciot/custom_operator.h"

namespace sciot::custom {

// What MaxPoolingWithArgmax2D gives, undone: each value goes to the place its index names in its window, the last where
// several meet; all else is 0. The output is the filter's size times as large. An index outside the output is skipped.
std::shared_ptr<const CustomOperator> MakeMaxUnpooling();

}  // namespace sciot::custom
