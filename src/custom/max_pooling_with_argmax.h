// MediaPipe's operator MaxPoolingWithArgmax2D.
#pragma once

#include <memory>

#include "sciot/custom_operator.h"

namespace sciot::custom {

// An image NHWC → the largest value of each window, and where in the window it is (the first, where several are):
// row * filter width + column + 0.1, as FP32.
std::shared_ptr<const CustomOperator> MakeMaxPoolingWithArgmax();

}  // namespace sciot::custom
