// An engine that runs every layer by itself, one kernel after the other.
#pragma once

#include "engine/engine.h"
#include "engine/tensor_buffers.h"
#include "engine/xnnpack/backend.h"

namespace sciot::engine {

// Creates every kernel of `graph`. Engines that never run at the same time may share a backend. The tensors of
// `elsewhere` lie there, and its memory must outlive the engine.
Result<std::unique_ptr<Engine>> CreateKernelEngine(std::shared_ptr<const graph::Graph> graph,
                                                   std::shared_ptr<const xnnpack::Backend> backend, const Clock& clock,
                                                   LayerObserver* observer, TensorPlaces elsewhere = {});

}  // namespace sciot::engine
