#include "edge/engine_pool.h"

namespace sciot::edge {

Result<EnginePool::Lease> EnginePool::Take() {
  std::unique_ptr<engine::Engine> engine = TakeIdle();
  if (!engine) {
    SCIOT_ASSIGN(engine, engine::Engine::Create(graph_, engine_options_, clock_, MakeDelay(), weights_));
    after_packing_();
  }
  return Lease(engine.release(), Return(*this));
}

std::unique_ptr<engine::Engine> EnginePool::TakeIdle() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return nullptr;
  std::unique_ptr<engine::Engine> engine = std::move(idle_.back());
  idle_.pop_back();
  return engine;
}

engine::LayerObserver* EnginePool::MakeDelay() {
  const DelayOptions& options = options_.delay_simulation.computation;
  if (!options.enabled) return nullptr;
  const std::lock_guard lock(mutex_);
  const DelayModel delays(options, delays_.size());
  return delays_.emplace_back(std::make_unique<engine::LayerDelay>(delays, clock_)).get();
}

void EnginePool::Put(std::unique_ptr<engine::Engine> engine) {
  const std::lock_guard lock(mutex_);
  fused_[engine.get()] = engine->fused_ranges();
  idle_.push_back(std::move(engine));
}

CacheCounts EnginePool::fused_ranges() const {
  const std::lock_guard lock(mutex_);
  CacheCounts sum;
  for (const auto& [engine, counts] : fused_) sum += counts;
  return sum;
}

}  // namespace sciot::edge
