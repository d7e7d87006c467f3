#include "graph/tensor_name.h"

#include <algorithm>
#include <span>

namespace sciot::graph {
namespace {

// A tensor may be listed twice, and a file's name may be one of ours: of equal names the first stays.
void MakeUnique(std::vector<TensorSpec>& specs, size_t index) {
  std::string& name = specs[index].name;
  const auto before = std::span(specs).first(index);
  while (std::ranges::find(before, name, &TensorSpec::name) != before.end()) name += '_';
}

std::vector<TensorSpec> SpecsOf(const Graph& graph, const std::vector<TensorId>& ids) {
  std::vector<TensorSpec> specs;
  for (TensorId id : ids) {
    TensorSpec& spec = specs.emplace_back(graph.tensors[id].spec);
    const auto same = [&](TensorId other) { return graph.tensors[other].spec.name == spec.name; };
    const bool usable = !spec.name.empty() && std::ranges::count_if(ids, same) == 1;
    if (!usable) spec.name = CutTensorName(id);
  }
  for (size_t i = 1; i < specs.size(); ++i) MakeUnique(specs, i);
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
