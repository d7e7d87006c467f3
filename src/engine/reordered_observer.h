// Tells an observer the layers of a reordered graph by the numbers they have in the model.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/engine.h"

namespace sciot::engine {

class ReorderedObserver final : public LayerObserver {
 public:
  // Layer i of the reordered graph is layer order[i] of the model. `observer` must outlive it.
  ReorderedObserver(std::vector<uint32_t> order, LayerObserver& observer)
      : order_(std::move(order)), observer_(observer) {}

  void AfterLayer(size_t layer, Duration elapsed) override { observer_.AfterLayer(order_[layer], elapsed); }

  // Layers that follow one another here need not do so in the model: the first and how many there are stand for them.
  void AfterRange(size_t first, size_t count, Duration elapsed) override {
    observer_.AfterRange(order_[first], count, elapsed);
  }

 private:
  const std::vector<uint32_t> order_;
  LayerObserver& observer_;
};

}  // namespace sciot::engine
