#include "graph/order.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "graph/tensor_name.h"

namespace sciot::graph {
namespace {

Error Invalid(std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(message)};
}

Status CheckAscending(std::span<const uint32_t> layers, size_t layer_count) {
  for (size_t i = 0; i < layers.size(); ++i) {
    if (layers[i] >= layer_count) {
      return Invalid("layer " + std::to_string(layers[i]) + " is out of range 0.." + std::to_string(layer_count - 1));
    }
    if (i > 0 && layers[i] <= layers[i - 1]) {
      return Invalid("layer " + std::to_string(layers[i]) + " comes after layer " + std::to_string(layers[i - 1]) +
                     ": layers must ascend");
    }
  }
  return {};
}

void MarkOutputs(const Graph& graph, const Layer& layer, std::vector<bool>& is_made) {
  for (uint32_t n = layer.first_node; n < layer.end_node; ++n) {
    for (TensorId id : graph.nodes[n].outputs) is_made[id] = true;
  }
}

// What is there before any layer runs.
std::vector<bool> MadeBefore(const Graph& graph) {
  std::vector<bool> is_made(graph.tensors.size());
  for (TensorId id = 0; id < graph.tensors.size(); ++id) is_made[id] = graph.tensors[id].is_constant();
  for (TensorId id : graph.inputs) is_made[id] = true;
  return is_made;
}

Status CheckReads(const Graph& graph, uint32_t layer, const std::vector<bool>& is_made) {
  for (uint32_t n = graph.layers[layer].first_node; n < graph.layers[layer].end_node; ++n) {
    for (TensorId id : graph.nodes[n].inputs) {
      if (id == kAbsentTensor || is_made[id]) continue;
      return Invalid("layer " + std::to_string(layer) + " reads " + CutTensorName(id) +
                     ", which none of the layers named before it makes");
    }
  }
  return {};
}

}  // namespace

Status CheckClosed(const Graph& graph, std::span<const uint32_t> layers) {
  SCIOT_TRY(CheckAscending(layers, graph.layer_count()));
  std::vector<bool> is_made = MadeBefore(graph);
  for (const uint32_t layer : layers) {
    MarkOutputs(graph, graph.layers[layer], is_made);  // first: its nodes read from one another
    SCIOT_TRY(CheckReads(graph, layer, is_made));
  }
  return {};
}

std::vector<uint32_t> FirstInOrder(std::span<const uint32_t> layers, size_t layer_count) {
  std::vector<uint32_t> order(layers.begin(), layers.end());
  for (uint32_t layer = 0; layer < layer_count; ++layer) {
    if (!std::binary_search(layers.begin(), layers.end(), layer)) order.push_back(layer);
  }
  return order;
}

Graph Reorder(const Graph& graph, std::span<const uint32_t> order) {
  Graph reordered{graph.tensors, {}, {}, graph.inputs, graph.outputs};
  reordered.nodes.reserve(graph.nodes.size());
  for (const uint32_t i : order) {
    const Layer& layer = graph.layers[i];
    const auto first = static_cast<uint32_t>(reordered.nodes.size());
    std::copy(graph.nodes.begin() + layer.first_node, graph.nodes.begin() + layer.end_node,
              std::back_inserter(reordered.nodes));
    reordered.layers.push_back({layer.name, first, static_cast<uint32_t>(reordered.nodes.size())});
  }
  return reordered;
}

}  // namespace sciot::graph
