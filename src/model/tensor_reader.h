// Tensors of a .tflite file, checked one by one.
#pragma once

#include "graph/graph.h"
#include "model/constant_store.h"
#include "sciot/result.h"
#include "tflite_generated.h"

namespace sciot::model {

// Reads tensor `id`. Its constant, if any, points into the file, or into `store` where the
// file holds it unaligned or sparse. Errors name the tensor.
Result<graph::Tensor> ReadTensor(const tflite::Model& file, const tflite::SubGraph& subgraph, graph::TensorId id,
                                 ConstantStore& store);

}  // namespace sciot::model
