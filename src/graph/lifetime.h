// From which layer to which each tensor is there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "graph/graph.h"

namespace sciot::graph {

// The layer of a tensor that no layer makes.
inline constexpr size_t kNeverMade = SIZE_MAX;

// For each tensor the layer that makes it: 0 for the model's inputs, kNeverMade for constants and unused ones.
std::vector<size_t> LayersOfMaking(const Graph& graph);

// For each tensor one more than the last layer that reads it; 0 where none does.
std::vector<size_t> EndsOfUse(const Graph& graph);

}  // namespace sciot::graph
