// Engines of a device's model, one for each order of its layers that is in use.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/lru_cache.h"
#include "engine/engine.h"
#include "engine/reordered_observer.h"
#include "graph/partition.h"
#include "sciot/result.h"

namespace sciot::device {

// An engine that has a device's layers in front.
struct Arrangement {
  graph::Partition partition;
  std::unique_ptr<engine::ReorderedObserver> observer;  // null in the model's own order
  std::unique_ptr<engine::Engine> engine;
};

// One thread at a time.
class Arrangements {
 public:
  // Makes the engine of the model's own order. At most `max_orders` others are kept, >= 1; the least recently used goes
  // first. `clock` and `observer` must outlive the result.
  static Result<std::unique_ptr<Arrangements>> Create(std::shared_ptr<const graph::Graph> model,
                                                      const engine::Options& options, size_t max_orders,
                                                      const Clock& clock, engine::LayerObserver& observer);

  // For any split, which is 0 in its partition.
  Arrangement& natural() { return natural_; }

  // Valid until the next call. An error when these layers, which ascend, need what others make.
  Result<Arrangement*> ForLayers(const std::vector<uint32_t>& device_layers);

  // Of the other orders.
  const CacheCounts& counts() const { return reordered_.counts(); }

 private:
  Arrangements(std::shared_ptr<const graph::Graph> model, const engine::Options& options, size_t max_orders,
               const Clock& clock, engine::LayerObserver& observer)
      : model_(std::move(model)), options_(options), clock_(clock), observer_(observer), reordered_({max_orders}) {}

  Result<std::unique_ptr<Arrangement>> Make(const std::vector<uint32_t>& device_layers) const;

  const std::shared_ptr<const graph::Graph> model_;
  const engine::Options options_;
  const Clock& clock_;
  engine::LayerObserver& observer_;
  Arrangement natural_;
  LruCache<std::vector<uint32_t>, std::unique_ptr<Arrangement>> reordered_;
};

}  // namespace sciot::device
