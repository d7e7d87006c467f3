// Makes this machine behave like a slower one.
#pragma once

#include <algorithm>
#include <vector>

#include "base/clock.h"
#include "engine/engine.h"

namespace sciot::device {

// Sleeps after each layer until it has taken `factor` times the shortest time it took so far. Not of the time it took
// now: a slower board does not multiply the disturbances of this machine.
class Slowdown final : public engine::LayerObserver {
 public:
  // Requires factor >= 1. `clock` must outlive it.
  Slowdown(double factor, size_t layer_count, const Clock& clock)
      : factor_(factor), shortest_(layer_count, Duration::max()), clock_(clock) {}

  // Requires layer < layer_count.
  void AfterLayer(size_t layer, Duration elapsed) override {
    shortest_[layer] = std::min(shortest_[layer], elapsed);
    if (factor_ > 1) clock_.Sleep(std::chrono::duration_cast<Duration>(shortest_[layer] * factor_) - elapsed);
  }

 private:
  const double factor_;
  std::vector<Duration> shortest_;  // by layer
  const Clock& clock_;
};

}  // namespace sciot::device
