// Makes this machine behave like a slower one.
#pragma once

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "engine/engine.h"

namespace sciot::device {

// Sleeps after each layer, or folded range, until it has taken `factor` times the shortest time it took so far. Not of
// the time it took now: a slower board does not multiply the disturbances of this machine.
class Slowdown final : public engine::LayerObserver {
 public:
  // Requires factor >= 1. `clock` must outlive it.
  Slowdown(double factor, size_t layer_count, const Clock& clock)
      : factor_(factor), shortest_(layer_count, Duration::max()), clock_(clock) {}

  // Requires layer < layer_count.
  void AfterLayer(size_t layer, Duration elapsed) override { Slow(shortest_[layer], elapsed); }

  void AfterRange(size_t first, size_t count, Duration elapsed) override {
    Slow(shortest_ranges_.try_emplace({first, count}, Duration::max()).first->second, elapsed);
  }

 private:
  void Slow(Duration& shortest, Duration elapsed) const {
    shortest = std::min(shortest, elapsed);
    if (factor_ > 1) clock_.Sleep(std::chrono::duration_cast<Duration>(shortest * factor_) - elapsed);
  }

  const double factor_;
  std::vector<Duration> shortest_;                                 // by layer
  std::map<std::pair<size_t, size_t>, Duration> shortest_ranges_;  // by first layer and count
  const Clock& clock_;
};

}  // namespace sciot::device
