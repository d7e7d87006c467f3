// What takes memory of a model the edge serves: its weights, and engines that run it.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "base/lru_cache.h"
#include "edge/engine_pool.h"
#include "edge/options.h"
#include "edge/reordered_model.h"
#include "model/model.h"
#include "sciot/result.h"

namespace sciot::edge {

// Thread-safe.
class LoadedModel {
 public:
  // `options` and `clock` must outlive it.
  LoadedModel(std::shared_ptr<const model::Model> model, const EdgeOptions& options, const Clock& clock);

  const model::Model& model() const { return *model_; }
  // For splits, which need no other order than the model's.
  EnginePool& engines() { return engines_; }

  // The model with the layers a device runs in front; the orders used last are kept. An error when those layers need
  // what others make.
  Result<std::shared_ptr<ReorderedModel>> Reordered(const std::vector<uint32_t>& device_layers);

  // Of these orders, and of the ranges that all engines folded.
  CacheCounts layer_orders() const;
  CacheCounts fused_ranges() const;

 private:
  const std::shared_ptr<const model::Model> model_;
  const EdgeOptions& options_;
  const Clock& clock_;
  EnginePool engines_;
  mutable std::mutex mutex_;
  LruCache<std::vector<uint32_t>, std::shared_ptr<ReorderedModel>> reordered_;  // guarded by mutex_
};

}  // namespace sciot::edge
