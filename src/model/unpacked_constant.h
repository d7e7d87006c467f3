// DEQUANTIZE and DENSIFY of constants, done at load so that they are no layers.
#pragma once

#include "graph/graph.h"
#include "model/constant_store.h"
#include "sciot/result.h"

namespace sciot::model {

// Whether this operator, with this input, only restates a constant.
bool IsUnpacking(graph::OpCode op, const graph::Tensor& input);

// The constant it yields, for an output of this shape and type.
Result<ByteView> UnpackConstant(graph::OpCode op, const graph::Tensor& input, const graph::Tensor& output,
                                ConstantStore& store);

}  // namespace sciot::model
