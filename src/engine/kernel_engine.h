// An engine that runs every layer by itself, one kernel after the other.
#pragma once

#include "engine/engine.h"
#include "engine/tensor_buffers.h"
#include "engine/xnnpack/backend.h"

namespace sciot::engine {

// What an engine does not own alone.
struct SharedParts {
  std::shared_ptr<SharedWeights> weights;  // of the graph; null: the engine's own
  TensorPlaces tensors;                    // those that lie elsewhere; their memory must outlive the engine
  bool keep_inputs = true;                 // see Options
};

// Creates every kernel of `graph`. Engines that never run at the same time may share a backend.
Result<std::unique_ptr<Engine>> CreateKernelEngine(std::shared_ptr<const graph::Graph> graph,
                                                   std::shared_ptr<const xnnpack::Backend> backend, const Clock& clock,
                                                   LayerObserver* observer, SharedParts shared = {});

}  // namespace sciot::engine
