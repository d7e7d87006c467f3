// The memory of one engine's tensors.
#pragma once

#include <map>
#include <vector>

#include "base/padded_buffer.h"
#include "engine/memory_plan.h"
#include "graph/graph.h"

namespace sciot::engine {

// Memory of tensors outside of an engine's own, with kTensorSlackBytes readable past its end.
using TensorPlaces = std::map<graph::TensorId, std::span<std::byte>>;

// A place for each tensor that a run reads or writes, at an address that never changes. `graph` must outlive it.
class TensorBuffers {
 public:
  // Allocates the graph's inputs and every tensor a node makes, as PlanMemory places them, but for those of
  // `elsewhere`, whose memory must outlive this. `keep_inputs`: whether the inputs' memory stays theirs.
  explicit TensorBuffers(const graph::Graph& graph, TensorPlaces elsewhere = {}, bool keep_inputs = true);

  // A tensor made at run time, its exact size. Requires that `id` is a graph input or a node's output.
  std::span<std::byte> RunTime(graph::TensorId id);

  // A tensor that a kernel reads while it runs, with kTensorSlackBytes readable past its end: constants are
  // copied for it, once.
  ByteView Operand(graph::TensorId id);

 private:
  const graph::Graph& graph_;
  const TensorPlaces elsewhere_;
  const MemoryPlan plan_;
  PaddedBuffer run_time_;
  std::vector<PaddedBuffer> constants_;  // by tensor; empty where nothing is needed
};

}  // namespace sciot::engine
