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

// Gives each tensor made at run time its place from the node that makes it to the last that reads it; the graph's
// inputs and outputs keep theirs throughout. So before each node all that later nodes need is there, wherever the graph
// is cut. Elementwise nodes write over an input nobody reads after them. Each place has kTensorSlackBytes after its
// tensor. Those named in `elsewhere` lie outside of the block, and nothing is written over them but what they are made
// of.
MemoryPlan PlanMemory(const graph::Graph& graph, const std::set<graph::TensorId>& elsewhere = {});

}  // namespace sciot::engine
