// Tensors of a .tflite file, checked one by one.
#pragma once

#include <vector>

#include "base/padded_buffer.h"
#include "graph/graph.h"
#include "sciot/result.h"
#include "tflite_generated.h"

namespace sciot::model {

// Reads tensor `id`. Its constant, if any, points into the file, or into a copy appended to `realigned` where the
// file holds it unaligned. Errors name the tensor.
Result<graph::Tensor> ReadTensor(const tflite::Model& file, const tflite::SubGraph& subgraph, graph::TensorId id,
                                 std::vector<PaddedBuffer>& realigned);

}  // namespace sciot::model
