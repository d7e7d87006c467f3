// Where the tensors of one engine lie in one block of memory, so that few bytes serve many tensors and stay in cache.
#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include "graph/graph.h"

namespace sciot::engine {

struct MemoryPlan {
  // By tensor: where it begins, a multiple of kTensorAlignment. kNone for constants, tensors nobody makes, and those
  // that lie elsewhere.
  std::vector<size_t> offsets;
  // Size of the block.
  size_t bytes = 0;

  static constexpr size_t kNone = SIZE_MAX;
};

// What a plan may not do as it likes.
struct PlanLimits {
  // Tensors that lie outside of the block; nothing is written over them but what they are made of.
  std::set<graph::TensorId> elsewhere;
  // Whether the graph's inputs keep their places throughout.
  bool keep_inputs = true;
};

// Gives each tensor made at run time its place from the node that makes it to the last that reads it; inputs have
// theirs from the start, and the graph's outputs keep theirs to the end. So before each node all that later nodes need
// is there, wherever the graph is cut. Elementwise nodes write over an input nobody reads after them. Each place has
// kTensorSlackBytes after its tensor.
MemoryPlan PlanMemory(const graph::Graph& graph, const PlanLimits& limits = {});

}  // namespace sciot::engine
