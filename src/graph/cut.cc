#include "graph/cut.h"

#include <algorithm>

namespace sciot::graph {
namespace {

constexpr size_t kNever = SIZE_MAX;

// For each tensor the layer that makes it (0 for the model's inputs, kNever for constants and unused ones).
std::vector<size_t> Makers(const Graph& graph) {
  std::vector<size_t> maker(graph.tensors.size(), kNever);
  for (TensorId id : graph.inputs) maker[id] = 0;
  for (size_t layer = 0; layer < graph.layers.size(); ++layer) {
    for (uint32_t n = graph.layers[layer].first_node; n < graph.layers[layer].end_node; ++n) {
      for (TensorId id : graph.nodes[n].outputs) maker[id] = layer;
    }
  }
  return maker;
}

// For each tensor one more than the last layer that reads it; 0 where none does.
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

bool IsInput(const Graph& graph, TensorId id) {
  return std::find(graph.inputs.begin(), graph.inputs.end(), id) != graph.inputs.end();
}

}  // namespace

std::vector<Cut> ComputeCuts(const Graph& graph) {
  const std::vector<size_t> maker = Makers(graph);
  const std::vector<size_t> end_of_use = EndsOfUse(graph);
  std::vector<Cut> cuts(graph.layers.size() + 1);
  for (TensorId id = 0; id < graph.tensors.size(); ++id) {
    if (maker[id] == kNever) continue;
    const size_t first_split = IsInput(graph, id) ? 0 : maker[id] + 1;
    for (size_t k = first_split; k < end_of_use[id]; ++k) {
      cuts[k].tensors.push_back(id);
      cuts[k].bytes += graph.tensors[id].spec.byte_size();
    }
  }
  return cuts;
}

std::vector<TensorId> OutputsMadeBy(const Graph& graph, size_t first_layer, size_t end_layer) {
  const std::vector<size_t> maker = Makers(graph);
  std::vector<TensorId> made;
  for (TensorId id : graph.outputs) {
    if (maker[id] >= first_layer && maker[id] < end_layer) made.push_back(id);
  }
  return made;
}

}  // namespace sciot::graph
