#include "engine/layer_delay.h"

#include <gtest/gtest.h>

#include <vector>

namespace sciot::engine {
namespace {

using std::chrono::milliseconds;

// Takes a millisecond for each layer, and notes which it saw.
class Other final : public LayerObserver {
 public:
  explicit Other(const Clock& clock) : clock_(clock) {}
  void AfterLayer(size_t layer, Duration /*elapsed*/) override {
    layers.push_back(layer);
    clock_.Sleep(milliseconds(1));
  }
  void AfterRange(size_t first, size_t count, Duration elapsed) override {
    for (size_t i = 0; i < count; ++i) AfterLayer(first + i, elapsed);
  }
  std::vector<size_t> layers;

 private:
  const Clock& clock_;
};

DelayModel TwoMilliseconds() {
  DelayOptions options;
  options.enabled = true;
  options.type = DelayKind::kStatic;
  return DelayModel(options);
}

TEST(LayerDelayTest, EachLayerTakesADelayLonger) {
  const ManualClock clock;
  const TimePoint started = clock.Now();
  LayerDelay delay(TwoMilliseconds(), clock);
  delay.AfterLayer(0, milliseconds(5));
  delay.AfterLayer(1, milliseconds(0));
  EXPECT_EQ(clock.Now() - started, milliseconds(4));
}

TEST(LayerDelayTest, AnotherObserverComesFirst) {
  const ManualClock clock;
  const TimePoint started = clock.Now();
  Other other(clock);
  LayerDelay delay(TwoMilliseconds(), clock, &other);
  delay.AfterLayer(3, milliseconds(5));
  EXPECT_EQ(other.layers, std::vector<size_t>{3});
  EXPECT_EQ(clock.Now() - started, milliseconds(3));
}

TEST(LayerDelayTest, AFoldedRangeTakesTheDelaysOfItsLayers) {
  const ManualClock clock;
  const TimePoint started = clock.Now();
  Other other(clock);
  LayerDelay delay(TwoMilliseconds(), clock, &other);
  delay.AfterRange(2, 3, milliseconds(5));
  EXPECT_EQ(other.layers, (std::vector<size_t>{2, 3, 4}));
  EXPECT_EQ(clock.Now() - started, milliseconds(3 * 2 + 3));
}

TEST(LayerDelayTest, WithoutASimulationNothingWaits) {
  const ManualClock clock;
  const TimePoint started = clock.Now();
  LayerDelay delay(DelayModel(DelayOptions{}), clock);
  delay.AfterLayer(0, milliseconds(5));
  EXPECT_EQ(clock.Now(), started);
}

}  // namespace
}  // namespace sciot::engine
