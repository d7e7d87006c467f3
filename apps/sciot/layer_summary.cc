#include "layer_summary.h"

#include <algorithm>
#include <set>
#include <span>

namespace sciot::app {
namespace {

using graph::TensorId;

std::span<const graph::Node> NodesOf(const graph::Graph& graph, size_t layer) {
  const graph::Layer& range = graph.layers[layer];
  return std::span(graph.nodes).subspan(range.first_node, range.end_node - range.first_node);
}

bool Contains(const std::vector<TensorId>& ids, TensorId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

uint64_t WeightBytes(const graph::Graph& graph, size_t layer) {
  std::set<TensorId> constants;
  for (const graph::Node& node : NodesOf(graph, layer)) {
    for (TensorId id : node.inputs) {
      if (id != graph::kAbsentTensor && graph.tensors[id].is_constant()) constants.insert(id);
    }
  }
  uint64_t bytes = 0;
  for (TensorId id : constants) bytes += graph.tensors[id].constant.size();
  return bytes;
}

LayerSummary Summarize(const model::Model& model, size_t layer) {
  LayerSummary summary;
  for (const graph::Node& node : NodesOf(model.graph(), layer)) {
    summary.operators.push_back(model::OperatorName(node));
    summary.macs += node.macs;
  }
  summary.outputs = LayerOutputs(model, layer);
  summary.weight_bytes = WeightBytes(model.graph(), layer);
  return summary;
}

}  // namespace

std::vector<TensorId> LayerOutputs(const model::Model& model, size_t layer) {
  const std::vector<TensorId>& needed = model.cuts()[layer + 1].tensors;
  const auto nodes = NodesOf(model.graph(), layer);
  std::vector<TensorId> outputs;
  for (const graph::Node& node : nodes) {
    for (TensorId id : node.outputs) {
      if (Contains(needed, id) || Contains(model.graph().outputs, id)) outputs.push_back(id);
    }
  }
  if (outputs.empty()) outputs = nodes.back().outputs;
  std::sort(outputs.begin(), outputs.end());
  return outputs;
}

std::vector<LayerSummary> SummarizeLayers(const model::Model& model) {
  std::vector<LayerSummary> summaries;
  for (size_t layer = 0; layer < model.layer_count(); ++layer) summaries.push_back(Summarize(model, layer));
  return summaries;
}

}  // namespace sciot::app
