#include "engine/dynamic_rounding.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace sciot::engine {
namespace {

constexpr float kLow = -128.0F;
constexpr float kHigh = 127.0F;

// Integers of 8 bits: value = scale * (integer - zero).
struct Steps {
  float scale = 1.0F;
  float zero = 0.0F;
  float low = kLow;
};

Steps SymmetricSteps(float smallest, float largest) {
  return {std::max(-smallest, largest) / kHigh, 0.0F, -kHigh};
}

// Zero is one of the integers: of the two ends, the one nearer to zero fixes it.
Steps AsymmetricSteps(float smallest, float largest) {
  const double low = std::min(smallest, 0.0F);
  const double high = std::max(largest, 0.0F);
  const double scale = (high - low) / (double{kHigh} - kLow);
  const bool from_low = -low < high;
  const double zero = from_low ? kLow - low / scale : kHigh - high / scale;
  return {static_cast<float>(scale), static_cast<float>(std::round(std::clamp<double>(zero, kLow, kHigh))), kLow};
}

void RoundRow(std::span<float> row, bool symmetric) {
  const auto [smallest, largest] = std::minmax_element(row.begin(), row.end());
  const Steps steps = symmetric ? SymmetricSteps(*smallest, *largest) : AsymmetricSteps(*smallest, *largest);
  if (!(steps.scale > 0.0F)) return;  // all zero already
  const float inverse = 1.0F / steps.scale;
  for (float& value : row) {
    const float integer = std::clamp(std::round(value * inverse + steps.zero), steps.low, kHigh);
    value = steps.scale * (integer - steps.zero);
  }
}

// Convolutions of weights with a scale for each channel have 256 steps, others 255.
bool IsSymmetric(const graph::Node& node, const graph::Tensor& weights) {
  if (const auto* options = std::get_if<graph::FullyConnectedOptions>(&node.options)) {
    return !options->asymmetric_rows;
  }
  return weights.quantization.scales.size() == 1;
}

}  // namespace

std::optional<DynamicRounding> FindDynamicRounding(const graph::Graph& graph, const graph::Node& node) {
  const bool transposed = node.op == graph::OpCode::kTransposeConv;
  const bool image = transposed || node.op == graph::OpCode::kConv2D || node.op == graph::OpCode::kDepthwiseConv2D;
  if (!image && node.op != graph::OpCode::kFullyConnected) return std::nullopt;
  const TensorSpec& data = graph.tensors[node.inputs[transposed ? 2 : 0]].spec;
  const graph::Tensor& weights = graph.tensors[node.inputs[1]];
  if (data.type != DataType::kFloat32 || weights.spec.type != DataType::kInt8) return std::nullopt;
  const size_t rows =
      image ? static_cast<size_t>(data.shape[0]) : data.element_count() / static_cast<size_t>(weights.spec.shape[1]);
  return DynamicRounding{rows, IsSymmetric(node, weights)};
}

void RoundRows(std::span<float> values, size_t rows, bool symmetric) {
  const size_t count = values.size() / rows;
  for (size_t row = 0; row < rows; ++row) RoundRow(values.subspan(row * count, count), symmetric);
}

}  // namespace sciot::engine
