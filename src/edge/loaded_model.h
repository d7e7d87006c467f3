// What takes memory of a model the edge serves: its weights, and engines that run it.
#pragma once

#include <memory>

#include "edge/engine_pool.h"
#include "model/model.h"

namespace sciot::edge {

// Thread-safe.
class LoadedModel {
 public:
  // `options` and `clock` must outlive it.
  LoadedModel(std::shared_ptr<const model::Model> model, const EdgeOptions& options, const Clock& clock)
      : model_(std::move(model)),
        engines_({model_, &model_->graph()}, options, clock, [this] { model_->ReleaseFile(); }) {}

  const model::Model& model() const { return *model_; }
  EnginePool& engines() { return engines_; }

 private:
  const std::shared_ptr<const model::Model> model_;
  EnginePool engines_;
};

}  // namespace sciot::edge
