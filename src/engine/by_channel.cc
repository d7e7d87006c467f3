#include "engine/by_channel.h"

namespace sciot::engine {
namespace {

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

}  // namespace

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

}  // namespace sciot::engine
