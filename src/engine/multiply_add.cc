#include "engine/multiply_add.h"

#include <cmath>

#include "engine/by_channel.h"

namespace sciot::engine {
namespace {

bool IsPlain(const graph::Node& node) {
  const auto* options = std::get_if<graph::BinaryOptions>(&node.options);
  return options != nullptr && std::isinf(options->clamp.min) && std::isinf(options->clamp.max);
}

}  // namespace

std::vector<uint32_t> CountReaders(const graph::Graph& graph) {
  std::vector<uint32_t> readers(graph.tensors.size(), 0);
  for (const graph::Node& node : graph.nodes) {
    for (graph::TensorId id : node.inputs) {
      if (id != graph::kAbsentTensor) ++readers[id];
    }
  }
  for (graph::TensorId id : graph.outputs) ++readers[id];
  return readers;
}

std::optional<MultiplyAdd> FindMultiplyAdd(const graph::Graph& graph, const graph::Layer& layer, size_t node,
                                           const std::vector<uint32_t>& readers) {
  if (node + 1 >= layer.end_node) return std::nullopt;
  const graph::Node& multiply = graph.nodes[node];
  const graph::Node& add = graph.nodes[node + 1];
  if (multiply.op != graph::OpCode::kMul || add.op != graph::OpCode::kAdd || !IsPlain(multiply)) return std::nullopt;
  auto scale = FindByChannel(graph, multiply);
  auto bias = FindByChannel(graph, add);
  if (!scale || !bias) return std::nullopt;
  const graph::TensorId between = multiply.outputs[0];
  if (add.inputs[bias->operand] != between || readers[between] != 1) return std::nullopt;
  if (graph.tensors[between].spec.type != DataType::kFloat32) return std::nullopt;
  return MultiplyAdd{scale->operand, std::move(scale->values), std::move(bias->values),
                     std::get<graph::BinaryOptions>(add.options).clamp};
}

}  // namespace sciot::engine
