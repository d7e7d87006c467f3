// What crosses from the device to the edge at each split.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/graph.h"

namespace sciot::graph {

// The tensors of one split, ascending by id.
struct Cut {
  std::vector<TensorId> tensors;
  uint64_t bytes = 0;
};

// The cuts of every split k = 0..n of an n-layer graph. cut(0) holds the inputs that are used; cut(k) the tensors
// (inputs included) made before layer k and needed at or after it; cut(n) is empty: nothing is sent.
std::vector<Cut> ComputeCuts(const Graph& graph);

// cut(split) alone. Requires split <= layer_count.
Cut CutAt(const Graph& graph, size_t split);

// The model outputs made by layers [first, end), in the model's order. An input that is itself an output counts
// as made by layer 0.
std::vector<TensorId> OutputsMadeBy(const Graph& graph, size_t first_layer, size_t end_layer);

}  // namespace sciot::graph
