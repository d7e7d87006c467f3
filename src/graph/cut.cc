#include "graph/cut.h"

#include <algorithm>

#include "graph/lifetime.h"

namespace sciot::graph {
namespace {

bool IsInput(const Graph& graph, TensorId id) {
  return std::find(graph.inputs.begin(), graph.inputs.end(), id) != graph.inputs.end();
}

}  // namespace

std::vector<Cut> ComputeCuts(const Graph& graph) {
  const std::vector<size_t> maker = LayersOfMaking(graph);
  const std::vector<size_t> end_of_use = EndsOfUse(graph);
  std::vector<Cut> cuts(graph.layers.size() + 1);
  for (TensorId id = 0; id < graph.tensors.size(); ++id) {
    if (maker[id] == kNeverMade) continue;
    const size_t first_split = IsInput(graph, id) ? 0 : maker[id] + 1;
    for (size_t k = first_split; k < end_of_use[id]; ++k) {
      cuts[k].tensors.push_back(id);
      cuts[k].bytes += graph.tensors[id].spec.byte_size();
    }
  }
  return cuts;
}

Cut CutAt(const Graph& graph, size_t split) {
  const std::vector<size_t> maker = LayersOfMaking(graph);
  const std::vector<size_t> end_of_use = EndsOfUse(graph);
  Cut cut;
  for (TensorId id = 0; id < graph.tensors.size(); ++id) {
    const bool is_there = maker[id] != kNeverMade && (maker[id] < split || IsInput(graph, id));
    if (!is_there || end_of_use[id] <= split) continue;
    cut.tensors.push_back(id);
    cut.bytes += graph.tensors[id].spec.byte_size();
  }
  return cut;
}

std::vector<TensorId> OutputsMadeBy(const Graph& graph, size_t first_layer, size_t end_layer) {
  const std::vector<size_t> maker = LayersOfMaking(graph);
  std::vector<TensorId> made;
  for (TensorId id : graph.outputs) {
    if (maker[id] >= first_layer && maker[id] < end_layer) made.push_back(id);
  }
  return made;
}

}  // namespace sciot::graph
