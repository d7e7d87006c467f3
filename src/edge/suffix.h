// The edge's part of one inference: a request's tensors in, the rest of the layers, the model's outputs out.
#pragma once

#include <span>
#include <vector>

#include "edge/hosted_model.h"
#include "engine/engine.h"
#include "protocol/infer_request.h"
#include "protocol/tensor.h"
#include "sciot/result.h"

namespace sciot::edge {

// The split of a request, 0 where it names none. An error when the edge would have nothing to run.
Result<size_t> SplitOf(const HostedModel& model, const protocol::InferRequest& request);

// Layers [split, n) of a model. Borrows all.
struct Suffix {
  const HostedModel& model;
  const graph::Graph& graph;
  size_t split = 0;
  // What these layers take.
  const std::vector<graph::TensorId>& cut;
};

// Copies the request's tensors into `engine`. They must be just those of the cut by their cut names, or at split 0 also
// the model's inputs by theirs. Unknown, missing or doubled names, another type or shape, and NaN or infinity are
// errors that name the tensor.
Status BindInputs(const Suffix& suffix, const protocol::InferRequest& request, engine::Engine& engine);

// The model's outputs that these layers made: those asked for, or all. They view the engine's buffers.
Result<std::vector<protocol::Tensor>> CollectOutputs(const Suffix& suffix, const protocol::InferRequest& request,
                                                     engine::Engine& engine);

}  // namespace sciot::edge
