// Options of MediaPipe's pooling operators.
#pragma once

#include <cstddef>
#include <span>

#include "sciot/result.h"

namespace sciot::custom {

// A window without dilation, and the interval that results are clamped to.
struct PoolingOptions {
  bool same_padding = false;  // else VALID
  int32_t stride_width = 1, stride_height = 1;
  int32_t filter_width = 1, filter_height = 1;
  float min = 0, max = 0;
};

// The options are TFLite's struct TfLitePoolParams as it lies in memory: 32-bit integers padding (1 is SAME, 2 VALID),
// stride width, stride height, filter width, filter height, activation; what follows is not read. Strides and filter
// are positive, and the filter has at most 2^20 elements, so that FP32 counts them exactly.
Result<PoolingOptions> ReadPoolingOptions(std::span<const std::byte> options);

}  // namespace sciot::custom
