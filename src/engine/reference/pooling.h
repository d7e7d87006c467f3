// AVERAGE_POOL_2D, MAX_POOL_2D and L2_POOL_2D for any window.
#pragma once

#include "graph/operator.h"

namespace sciot::engine::reference {

// Sizes of a pooling: NHWC input [batch, input_height, input_width, channels], output alike.
struct PoolSizes {
  size_t batch, channels;
  size_t input_height, input_width;
  size_t output_height, output_width;
};

// Each output is the clamped mean, largest, or root of the mean square, of the values under the window. Padding is no
// value. Requires that every position of the window covers at least one.
void AveragePool2D(const float* input, const graph::PoolOptions& options, const PoolSizes& sizes, float* output);
void MaxPool2D(const float* input, const graph::PoolOptions& options, const PoolSizes& sizes, float* output);
void L2Pool2D(const float* input, const graph::PoolOptions& options, const PoolSizes& sizes, float* output);

}  // namespace sciot::engine::reference
