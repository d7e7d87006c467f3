// Folds adjacent operators of a range of layers into one another.
#pragma once

#include <memory>
#include <vector>

#include "base/padded_buffer.h"
#include "graph/graph.h"

namespace sciot::engine {

// A range of layers as a graph of its own, with fewer nodes. Tensors keep their ids; weights that folding changed come
// after them. Immutable.
struct FoldedRange {
  graph::Graph graph;  // one layer; its inputs and outputs are what the range reads and leaves
  std::vector<PaddedBuffer> constants;
  size_t folded_nodes = 0;
};

// Zero padding goes into the window of the convolution after it; constants multiplied or added by channel go into the
// weights and bias of the operator before them; RELU and its kin become the clamp of the operator before them. Only
// FP32, and only where nobody else reads what is in between. `source` must outlive the result. Requires first_layer <
// end_layer <= source.layer_count().
std::shared_ptr<const FoldedRange> FoldRange(const graph::Graph& source, size_t first_layer, size_t end_layer);

}  // namespace sciot::engine
