// Real numbers from quantised ones.
#pragma once

#include <span>

#include "graph/graph.h"

namespace sciot::graph {

// The scale of a tensor that has one for all elements.
inline float ScaleOf(const Tensor& tensor) {
  return tensor.quantization.scales[0];
}
// Its zero point; files may leave it out for 0.
inline int32_t ZeroPointOf(const Tensor& tensor) {
  return tensor.quantization.zero_points.empty() ? 0 : static_cast<int32_t>(tensor.quantization.zero_points[0]);
}

// The real values of a constant of INT8 or UINT8 with one scale, or one for each slice of its axis. Requires as many
// `values` as it has elements.
void DequantizeConstant(const Tensor& tensor, std::span<float> values);

}  // namespace sciot::graph
