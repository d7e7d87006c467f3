#include "edge/loaded_model.h"

#include <utility>

namespace sciot::edge {

LoadedModel::LoadedModel(std::shared_ptr<const model::Model> model, const EdgeOptions& options, const Clock& clock)
    : model_(std::move(model)),
      options_(options),
      clock_(clock),
      engines_({model_, &model_->graph()}, options, clock, [this] { model_->ReleaseFile(); }),
      reordered_({.max_size = options.model_cache.max_orders}) {}

Result<std::shared_ptr<ReorderedModel>> LoadedModel::Reordered(const std::vector<uint32_t>& device_layers) {
  std::vector<std::shared_ptr<ReorderedModel>> gone;  // freed when nobody waits
  const std::lock_guard lock(mutex_);
  if (const auto* found = reordered_.Find(device_layers); found != nullptr) return *found;
  SCIOT_ASSIGN(graph::Partition partition, graph::MakePartition({model_, &model_->graph()}, device_layers));
  auto made = std::make_shared<ReorderedModel>(model_, std::move(partition), options_, clock_);
  gone = reordered_.Insert(device_layers, made);
  return made;
}

CacheCounts LoadedModel::layer_orders() const {
  const std::lock_guard lock(mutex_);
  return reordered_.counts();
}

CacheCounts LoadedModel::fused_ranges() const {
  CacheCounts sum = engines_.fused_ranges();
  const std::lock_guard lock(mutex_);
  reordered_.ForEach([&](const auto& reordered) { sum += reordered->engines().fused_ranges(); });
  return sum;
}

}  // namespace sciot::edge
