#include "engine/multiply_add.h"

#include <cmath>

namespace sciot::engine {
namespace {

// A node with one operand made at run time and one constant for each channel, or for all.
struct ByChannel {
  size_t operand;  // which input that is
  std::vector<float> values;
};

std::vector<float> Repeat(const graph::Tensor& constant, size_t channels) {
  const auto* values = reinterpret_cast<const float*>(constant.constant.data());
  if (constant.spec.element_count() == 1) return std::vector<float>(channels, values[0]);
  return {values, values + channels};
}

// One value for each channel: [channels] or [1,…,1,channels].
bool FitsChannels(const TensorSpec& spec, size_t channels) {
  if (spec.type != DataType::kFloat32) return false;
  const size_t count = spec.element_count();
  return count == 1 || (count == channels && static_cast<size_t>(spec.shape.back()) == channels);
}

std::optional<ByChannel> FindByChannel(const graph::Graph& graph, const graph::Node& node) {
  const TensorSpec& output = graph.tensors[node.outputs[0]].spec;
  if (node.inputs.size() != 2 || output.shape.empty()) return std::nullopt;
  const auto channels = static_cast<size_t>(output.shape.back());
  for (size_t i = 0; i < 2; ++i) {
    if (node.inputs[i] == graph::kAbsentTensor || node.inputs[1 - i] == graph::kAbsentTensor) continue;
    const graph::Tensor& operand = graph.tensors[node.inputs[i]];
    const graph::Tensor& constant = graph.tensors[node.inputs[1 - i]];
    if (operand.is_constant() || !constant.is_constant()) continue;
    if (operand.spec.type != output.type || operand.spec.shape != output.shape) continue;
    if (FitsChannels(constant.spec, channels)) return ByChannel{i, Repeat(constant, channels)};
  }
  return std::nullopt;
}

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
