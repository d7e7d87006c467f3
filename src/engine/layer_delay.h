// Makes each layer take longer, by simulated delays.
#pragma once

#include "base/delay_model.h"
#include "engine/engine.h"

namespace sciot::engine {

// Sleeps for a drawn delay after each layer, inside the layer's time; after a folded range for the delays of all its
// layers. One thread.
class LayerDelay final : public LayerObserver {
 public:
  // `clock`, and `first`, which sees each layer before the delay, must outlive it. No `first`: nullptr.
  LayerDelay(const DelayModel& delays, const Clock& clock, LayerObserver* first = nullptr)
      : delays_(delays), clock_(clock), first_(first) {}

  void AfterLayer(size_t layer, Duration elapsed) override {
    if (first_ != nullptr) first_->AfterLayer(layer, elapsed);
    clock_.Sleep(delays_.Next());
  }

  void AfterRange(size_t first, size_t count, Duration elapsed) override {
    if (first_ != nullptr) first_->AfterRange(first, count, elapsed);
    Duration delay{};
    for (size_t i = 0; i < count; ++i) delay += delays_.Next();
    clock_.Sleep(delay);
  }

 private:
  DelayModel delays_;
  const Clock& clock_;
  LayerObserver* const first_;
};

}  // namespace sciot::engine
