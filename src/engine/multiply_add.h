// A MUL by constants and the ADD of constants after it, which batch normalisation leaves behind, run as one step.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "graph/graph.h"

namespace sciot::engine {

// output = clamp(input * scale + bias), scale and bias by channel, the innermost dimension.
struct MultiplyAdd {
  size_t input = 0;  // which of the MUL's
  std::vector<float> scale;
  std::vector<float> bias;
  graph::Clamp clamp{};
};

// How often each tensor is read, the model's user included.
std::vector<uint32_t> CountReaders(const graph::Graph& graph);

// The step that nodes `node` and `node` + 1 of `layer` make together. Nothing when they are no such pair, when another
// node or the model's user reads what is in between, or when they are not in the same layer: layers are timed and cut
// apart.
std::optional<MultiplyAdd> FindMultiplyAdd(const graph::Graph& graph, const graph::Layer& layer, size_t node,
                                           const std::vector<uint32_t>& readers);

}  // namespace sciot::engine
