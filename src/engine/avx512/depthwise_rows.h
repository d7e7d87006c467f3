// The arithmetic of a depthwise convolution, sixteen channels at a time.
#pragma once

#include <cstddef>
#include <vector>

#include "graph/operator.h"
#include "sciot/tensor.h"

namespace sciot::engine::avx512 {

// Whether this build and this processor can run DepthwiseRow.
bool HasAvx512();

// An image NHWC, one filter for each channel, and the size of the result.
struct Depthwise {
  // The weights of `filter` and the bias `offsets` (null: none) are copied.
  Depthwise(const graph::ConvOptions& options, const Shape& image, const Shape& output, const float* filter,
            const float* offsets);

  graph::Window2D window;
  graph::Clamp clamp;
  size_t rows, columns, channels;
  size_t output_rows, output_columns;
  // Columns that lie in the lanes of one vector: several where channels are few and every column counts.
  size_t columns_per_vector;
  size_t lanes;                // channels * columns_per_vector
  std::vector<float> weights;  // by row and column of the window and lane
  std::vector<float> bias;     // by lane
};

// Row `y` of one image's result. Sums are made in the order of the window, so that they do not depend on where a pixel
// lies. Requires HasAvx512().
void DepthwiseRow(const Depthwise& depthwise, const float* image, float* output, size_t y);

}  // namespace sciot::engine::avx512
