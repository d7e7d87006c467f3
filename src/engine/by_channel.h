// Elementwise nodes whose second operand is a constant by channel.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "graph/graph.h"

namespace sciot::engine {

// A FP32 node with one operand made at run time and one constant for each channel, the innermost dimension.
struct ByChannel {
  size_t operand;             // which input is made at run time
  std::vector<float> values;  // by channel
};

// Nothing when the node is no such one, or when its operand has another shape than its output.
std::optional<ByChannel> FindByChannel(const graph::Graph& graph, const graph::Node& node);

}  // namespace sciot::engine
