// A node of the graph as a custom operator sees it.
#pragma once

#include "graph/graph.h"
#include "sciot/custom_operator.h"

namespace sciot::graph {

// Requires CustomOptions in the node, and that none of its inputs is absent.
CustomNode MakeCustomNode(const Graph& graph, const Node& node);

}  // namespace sciot::graph
