#include "device/slowdown.h"

#include <gtest/gtest.h>

namespace sciot::device {
namespace {

using std::chrono::milliseconds;

// How long a layer takes that was done after `elapsed`.
Duration Taken(Slowdown& slowdown, const ManualClock& clock, size_t layer, Duration elapsed) {
  const TimePoint done = clock.Now();
  slowdown.AfterLayer(layer, elapsed);
  return elapsed + (clock.Now() - done);
}

TEST(SlowdownTest, ALayerTakesSoManyTimesAsLong) {
  const ManualClock clock;
  Slowdown slowdown(10, 2, clock);
  EXPECT_EQ(Taken(slowdown, clock, 0, milliseconds(3)), milliseconds(30));
  EXPECT_EQ(Taken(slowdown, clock, 1, milliseconds(1)), milliseconds(10));
}

TEST(SlowdownTest, DisturbancesAreNotMultiplied) {
  const ManualClock clock;
  Slowdown slowdown(10, 1, clock);
  EXPECT_EQ(Taken(slowdown, clock, 0, milliseconds(3)), milliseconds(30));
  EXPECT_EQ(Taken(slowdown, clock, 0, milliseconds(9)), milliseconds(30));
  EXPECT_EQ(Taken(slowdown, clock, 0, milliseconds(50)), milliseconds(50));
  EXPECT_EQ(Taken(slowdown, clock, 0, milliseconds(2)), milliseconds(20));
}

TEST(SlowdownTest, AFoldedRangeTakesSoManyTimesAsLong) {
  const ManualClock clock;
  Slowdown slowdown(10, 4, clock);
  Taken(slowdown, clock, 3, milliseconds(1));
  const TimePoint done = clock.Now();
  slowdown.AfterRange(1, 3, milliseconds(2));
  EXPECT_EQ(clock.Now() - done, milliseconds(18));
}

TEST(SlowdownTest, OneChangesNothing) {
  const ManualClock clock;
  Slowdown slowdown(1, 1, clock);
  EXPECT_EQ(Taken(slowdown, clock, 0, milliseconds(1)), milliseconds(1));
  EXPECT_EQ(Taken(slowdown, clock, 0, milliseconds(3)), milliseconds(3));
}

}  // namespace
}  // namespace sciot::device
