// Makes this machine behave like a slower one.
#pragma once

#include "base/clock.h"
#include "engine/engine.h"

namespace sciot::device {

// Sleeps after each layer, so that it takes `factor` times as long.
class Slowdown final : public engine::LayerObserver {
 public:
  // Requires factor >= 1. `clock` must outlive it.
  Slowdown(double factor, const Clock& clock) : factor_(factor), clock_(clock) {}

  void AfterLayer(size_t /*layer*/, Duration elapsed) override {
    clock_.Sleep(std::chrono::duration_cast<Duration>(elapsed * (factor_ - 1)));
  }

 private:
  const double factor_;
  const Clock& clock_;
};

}  // namespace sciot::device
