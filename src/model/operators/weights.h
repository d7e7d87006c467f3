// What operators with constant weights have in common: filter and bias, and the types they may have.
#pragma once

#include "model/operators/operator.h"

namespace sciot::model {

// Checks input 1, the filter, against the data it is applied to, input `data`:
//   FP32 data with a filter of FP32, or of scaled INT8 (a hybrid model);
//   INT8 with a filter of INT8 whose zero points are 0; UINT8 with one of UINT8.
// A filter of INT8 has one scale, or one for each of the `channels` slices of dimension `axis`.
Status CheckWeights(const OperatorSource& source, const graph::Node& node, size_t data, uint32_t axis,
                    int32_t channels);

// Checks the bias, if there is one: `channels` constants of FP32, or of INT32 where the data are integers.
Status CheckBias(const OperatorSource& source, const graph::Node& node, size_t bias_input, int32_t channels);

}  // namespace sciot::model
