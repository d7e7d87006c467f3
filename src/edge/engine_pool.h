// Engines of one graph that workers borrow.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "base/clock.h"
#include "base/lru_cache.h"
#include "edge/options.h"
#include "engine/engine.h"
#include "engine/layer_delay.h"
#include "graph/graph.h"
#include "sciot/result.h"

namespace sciot::edge {

// Makes an engine whenever all are in use, so there are as many as workers ever ran this graph at a time. They share
// its packed weights. Thread-safe.
class EnginePool {
 public:
  // `after_packing` is called when weights have been packed and when an engine was made: neither reads them from where
  // they came again. `options` and `clock` must outlive the pool.
  EnginePool(
      std::shared_ptr<const graph::Graph> graph, const EdgeOptions& options, const Clock& clock,
      std::function<void()> after_packing = [] {})
      : graph_(std::move(graph)),
        options_(options),
        engine_options_(EngineOptions(options)),
        clock_(clock),
        after_packing_(std::move(after_packing)),
        weights_(std::make_shared<engine::SharedWeights>(graph_->nodes.size(), after_packing_)) {}

  const graph::Graph& graph() const { return *graph_; }

  class Return {
   public:
    explicit Return(EnginePool& pool) : pool_(&pool) {}
    void operator()(engine::Engine* engine) const { pool_->Put(std::unique_ptr<engine::Engine>(engine)); }

   private:
    EnginePool* pool_;
  };
  // An engine for one thread, which goes back to the pool by itself. The pool must outlive it.
  using Lease = std::unique_ptr<engine::Engine, Return>;

  Result<Lease> Take();

  // Of all its engines, as they were when they came back last.
  CacheCounts fused_ranges() const;

 private:
  // Each request brings its inputs, so an engine need not keep them.
  static engine::Options EngineOptions(const EdgeOptions& options) {
    engine::Options engine = options.engine;
    engine.keep_inputs = false;
    return engine;
  }
  std::unique_ptr<engine::Engine> TakeIdle();
  // What an engine waits after each layer; nullptr where no delays are simulated.
  engine::LayerObserver* MakeDelay();
  void Put(std::unique_ptr<engine::Engine> engine);

  const std::shared_ptr<const graph::Graph> graph_;
  const EdgeOptions& options_;
  const engine::Options engine_options_;
  const Clock& clock_;
  const std::function<void()> after_packing_;
  const std::shared_ptr<engine::SharedWeights> weights_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<engine::LayerDelay>> delays_;  // guarded by mutex_; one for each engine
  std::vector<std::unique_ptr<engine::Engine>> idle_;        // guarded by mutex_; used last, last
  std::map<const engine::Engine*, CacheCounts> fused_;       // guarded by mutex_
};

}  // namespace sciot::edge
