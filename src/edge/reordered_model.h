// A model with its layers in another order, and engines that run it.
#pragma once

#include <memory>
#include <utility>

#include "edge/engine_pool.h"
#include "graph/partition.h"
#include "model/model.h"

namespace sciot::edge {

// Thread-safe.
class ReorderedModel {
 public:
  // `options` and `clock` must outlive it.
  ReorderedModel(std::shared_ptr<const model::Model> model, graph::Partition partition, const EdgeOptions& options,
                 const Clock& clock)
      : model_(std::move(model)),
        partition_(std::move(partition)),
        engines_(partition_.graph, options, clock, [this] { model_->ReleaseFile(); }) {}

  const graph::Partition& partition() const { return partition_; }
  EnginePool& engines() { return engines_; }

 private:
  const std::shared_ptr<const model::Model> model_;
  const graph::Partition partition_;
  EnginePool engines_;
};

}  // namespace sciot::edge
