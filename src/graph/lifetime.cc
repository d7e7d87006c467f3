#include "graph/lifetime.h"

namespace sciot::graph {

std::vector<size_t> LayersOfMaking(const Graph& graph) {
  std::vector<size_t> maker(graph.tensors.size(), kNeverMade);
  for (TensorId id : graph.inputs) maker[id] = 0;
  for (size_t layer = 0; layer < graph.layers.size(); ++layer) {
    for (uint32_t n = graph.layers[layer].first_node; n < graph.layers[layer].end_node; ++n) {
      for (TensorId id : graph.nodes[n].outputs) maker[id] = layer;
    }
  }
  return maker;
}

std::vector<size_t> EndsOfUse(const Graph& graph) {
  std::vector<size_t> end(graph.tensors.size(), 0);
  for (size_t layer = 0; layer < graph.layers.size(); ++layer) {
    for (uint32_t n = graph.layers[layer].first_node; n < graph.layers[layer].end_node; ++n) {
      for (TensorId id : graph.nodes[n].inputs) {
        if (id != kAbsentTensor) end[id] = layer + 1;
      }
    }
  }
  return end;
}

}  // namespace sciot::graph
