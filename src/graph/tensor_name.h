// Names of tensors in messages.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"

namespace sciot::graph {

// "t<id>", e.g. "t12": how the tensors of a cut are called. Unique in a graph.
std::string CutTensorName(TensorId id);

// The model's inputs (outputs), in the model's order, under the names of the file where they are there and unique
// among the inputs (outputs), else under "t<id>". Where that is taken, as for a tensor listed twice, '_' is added.
std::vector<TensorSpec> InputSpecs(const Graph& graph);
std::vector<TensorSpec> OutputSpecs(const Graph& graph);

}  // namespace sciot::graph
