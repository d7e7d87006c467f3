// Sliding windows: SAME and VALID padding resolved to explicit numbers, and the output size they give.
#pragma once

#include "graph/operator.h"
#include "model/operators/operator.h"

namespace sciot::model {

// A window as the file states it.
struct FileWindow {
  int64_t kernel_height, kernel_width;
  int64_t stride_height, stride_width;
  int64_t dilation_height, dilation_width;
  tflite::Padding padding;
};

// The window with explicit padding for an image of shape NHWC, and the rows and columns it yields.
struct ResolvedWindow {
  graph::Window2D window;
  int32_t output_height = 0;
  int32_t output_width = 0;
};

// SAME as TensorFlow defines it: output = ceil(input / stride), the odd padding element at the bottom and right.
// `image` is [N,H,W,C]. Errors name the value that cannot be.
Result<ResolvedWindow> ResolveWindow(const FileWindow& file, const Shape& image, const Limits& limits);

}  // namespace sciot::model
