// The same network with its layers in another order, so that any closed set of layers can be its first ones.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/graph.h"
#include "sciot/result.h"

namespace sciot::graph {

// An error unless `layers` are layers of the graph, ascend, and read only constants, the graph's inputs, and what
// layers among them make. Such layers can run before all others.
Status CheckClosed(const Graph& graph, std::span<const uint32_t> layers);

// All layers, those of `layers` first; both parts ascend. Requires that `layers` ascend and are below layer_count.
std::vector<uint32_t> FirstInOrder(std::span<const uint32_t> layers, size_t layer_count);

// Layer i of the result is layer order[i] of `graph`. Tensors keep their ids. Requires `order` to hold each layer once,
// after those it reads from.
Graph Reorder(const Graph& graph, std::span<const uint32_t> order);

}  // namespace sciot::graph
