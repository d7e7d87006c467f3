// What TRANSPOSE_CONV and the custom operators that are one have in common.
#pragma once

#include "model/operators/operator.h"

namespace sciot::model {

struct TransposeConvStrides {
  int64_t height, width;
  tflite::Padding padding;
};

// Checks the node, whose inputs are in the order of TRANSPOSE_CONV (output shape or none, filter OHWI, image, bias or
// none), and fills in its options. The window slides over the output, so that the convolution of the output would
// have the input's size.
Status FinishTransposeConv(const OperatorSource& source, graph::Node& node, const TransposeConvStrides& strides,
                           const graph::Clamp& clamp);

}  // namespace sciot::model
