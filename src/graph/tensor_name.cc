#include "graph/tensor_name.h"

#include <algorithm>

namespace sciot::graph {
namespace {

std::vector<TensorSpec> SpecsOf(const Graph& graph, const std::vector<TensorId>& ids) {
  std::vector<TensorSpec> specs;
  for (TensorId id : ids) {
    TensorSpec& spec = specs.emplace_back(graph.tensors[id].spec);
    const auto same = [&](TensorId other) { return graph.tensors[other].spec.name == spec.name; };
    const bool usable = !spec.name.empty() && std::ranges::count_if(ids, same) == 1;
    if (!usable) spec.name = CutTensorName(id);
  }
  return specs;
}

}  // namespace

std::string CutTensorName(TensorId id) {
  return "t" + std::to_string(id);
}

std::vector<TensorSpec> InputSpecs(const Graph& graph) {
  return SpecsOf(graph, graph.inputs);
}

std::vector<TensorSpec> OutputSpecs(const Graph& graph) {
  return SpecsOf(graph, graph.outputs);
}

}  // namespace sciot::graph
