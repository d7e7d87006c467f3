// Arithmetic on shapes, done at load so that it is no layer: a file made for batches of any size computes the shapes of
// its RESHAPEs from that of its input, with SHAPE, STRIDED_SLICE, PACK and the like.
#pragma once

#include <vector>

#include "graph/graph.h"
#include "model/constant_store.h"
#include "sciot/result.h"

namespace sciot::model {

// Operators that only restate shapes and never reach an engine: SHAPE, RANK, RANGE and BROADCAST_ARGS.
bool IsShapeOperator(graph::OpCode op);

// The constant bytes of the node's outputs, in their order; none when it is to be computed at run time. The node has
// passed the checks of its operator, if the operator table has one.
Result<std::vector<ByteView>> FoldConstants(const graph::Graph& graph, const graph::Node& node, ConstantStore& store);

}  // namespace sciot::model
