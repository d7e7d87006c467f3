#include "edge/model_cache.h"

#include "base/log.h"
#include "edge/worker_pool.h"

namespace sciot::edge {
namespace {

// Of the file, and of the weights as each worker's engine packs them.
uint64_t BytesOf(const model::Model& model, uint64_t workers) {
  return model.file().size() * (1 + workers);
}

Error NotLoaded(const HostedModel& hosted, const std::string& why) {
  return {ErrorCode::kUnavailable, "model '" + hosted.name() + "' cannot be loaded now: " + why};
}

Result<std::shared_ptr<const model::Model>> LoadSame(const HostedModel& hosted, const EdgeOptions& options) {
  auto model = model::LoadModel(hosted.path(), options.model_limits, options.custom_operators);
  if (!model.ok()) return NotLoaded(hosted, model.error().message);
  if (model.value()->sha256() == hosted.sha256()) return model;
  return NotLoaded(hosted, "its file has changed, from SHA-256 " + hosted.sha256() + " to " + model.value()->sha256() +
                               "; start the edge again to serve that");
}

}  // namespace

ModelCache::ModelCache(const EdgeOptions& options, const Clock& clock)
    : options_(options),
      clock_(clock),
      workers_(WorkerCount(options.inference_workers)),
      loaded_({options.model_cache.max_size, options.model_cache.max_bytes}) {}

Result<std::shared_ptr<LoadedModel>> ModelCache::Get(const HostedModel& hosted) {
  Claim claim = ClaimModel(hosted.name());
  if (claim.loaded) return claim.loaded;
  if (claim.loading.valid()) return claim.loading.get();
  Loaded loaded = Load(hosted);
  claim.promise.set_value(loaded);
  const std::lock_guard lock(mutex_);
  loading_.erase(hosted.name());
  return loaded;
}

ModelCache::Claim ModelCache::ClaimModel(const std::string& name) {
  Claim claim;
  const std::lock_guard lock(mutex_);
  if (const auto* loaded = loaded_.Find(name); loaded != nullptr) {
    claim.loaded = *loaded;
  } else if (const auto loading = loading_.find(name); loading != loading_.end()) {
    claim.loading = loading->second;
  } else {
    loading_[name] = claim.promise.get_future().share();
  }
  return claim;
}

ModelCache::Loaded ModelCache::Load(const HostedModel& hosted) {
  SCIOT_ASSIGN(auto model, LoadSame(hosted, options_));
  LogInfo("loaded '" + hosted.name() + "'");
  return Insert(hosted.name(), std::move(model));
}

std::shared_ptr<LoadedModel> ModelCache::Insert(const std::string& name, std::shared_ptr<const model::Model> model) {
  const uint64_t bytes = BytesOf(*model, workers_);
  auto loaded = std::make_shared<LoadedModel>(std::move(model), options_, clock_);
  std::vector<std::shared_ptr<LoadedModel>> gone;  // freed when nobody waits
  const std::lock_guard lock(mutex_);
  gone = loaded_.Insert(name, loaded, bytes);
  return loaded;
}

CacheCounts ModelCache::counts() const {
  const std::lock_guard lock(mutex_);
  return loaded_.counts();
}

CacheCounts ModelCache::layer_orders() const {
  const std::lock_guard lock(mutex_);
  CacheCounts sum;
  loaded_.ForEach([&](const auto& loaded) { sum += loaded->layer_orders(); });
  return sum;
}

CacheCounts ModelCache::fused_ranges() const {
  const std::lock_guard lock(mutex_);
  CacheCounts sum;
  loaded_.ForEach([&](const auto& loaded) { sum += loaded->fused_ranges(); });
  return sum;
}

size_t ModelCache::size() const {
  const std::lock_guard lock(mutex_);
  return loaded_.size();
}

}  // namespace sciot::edge
