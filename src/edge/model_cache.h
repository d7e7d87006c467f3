// The models in memory: those used last.
#pragma once

#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/lru_cache.h"
#include "edge/hosted_model.h"
#include "edge/loaded_model.h"
#include "edge/options.h"
#include "sciot/result.h"

namespace sciot::edge {

// Loads a model when it is asked for, and lets the least recently used one go for it. What runs on a model that has
// gone runs to its end. Thread-safe.
class ModelCache {
 public:
  // `options` and `clock` must outlive the cache and what it hands out.
  ModelCache(const EdgeOptions& options, const Clock& clock);

  // The model, loaded if need be; who asks for it meanwhile waits for that. A model that cannot be loaded, or whose
  // file is not the one it was at the start, is kUnavailable, and is tried again the next time.
  Result<std::shared_ptr<LoadedModel>> Get(const HostedModel& hosted);

  // Puts in one that was loaded elsewhere.
  std::shared_ptr<LoadedModel> Insert(const std::string& name, std::shared_ptr<const model::Model> model);

  CacheCounts counts() const;
  // Of the models in memory together: orders of their layers, and ranges that their engines folded.
  CacheCounts layer_orders() const;
  CacheCounts fused_ranges() const;
  // Models in memory.
  size_t size() const;

 private:
  using Loaded = Result<std::shared_ptr<LoadedModel>>;

  // The model, or the place to wait for it, or the promise to load it.
  struct Claim {
    std::shared_ptr<LoadedModel> loaded;
    std::shared_future<Loaded> loading;
    std::promise<Loaded> promise;
  };
  Claim ClaimModel(const std::string& name);
  Loaded Load(const HostedModel& hosted);

  const EdgeOptions& options_;
  const Clock& clock_;
  const uint64_t workers_;
  mutable std::mutex mutex_;
  LruCache<std::string, std::shared_ptr<LoadedModel>> loaded_;  // guarded by mutex_
  std::map<std::string, std::shared_future<Loaded>> loading_;   // guarded by mutex_
};

}  // namespace sciot::edge
