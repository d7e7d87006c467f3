#include "interval.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sciot::app {
namespace {

TEST(IntervalTest, KeepsToItsEnds) {
  EXPECT_TRUE(Interval::From(0, 1).Contains(0));
  EXPECT_TRUE(Interval::From(0, 1).Contains(1));
  EXPECT_FALSE(Interval::From(0, 1).Contains(1.0001));
  EXPECT_FALSE(Interval::From(0, 1).Contains(-0.0001));
  EXPECT_FALSE(Interval::Above(0, 1).Contains(0));
  EXPECT_TRUE(Interval::Above(0, 1).Contains(1e-300));
  EXPECT_TRUE(Interval::Above(1).Contains(1e300));
  EXPECT_FALSE(Interval::Above(0, 1).Contains(std::nan("")));
}

TEST(IntervalTest, SaysWhatItHolds) {
  EXPECT_EQ(Interval::From(0, 0.5).Text(), "0 to 0.5");
  EXPECT_EQ(Interval::Above(0, 1).Text(), "above 0, at most 1");
  EXPECT_EQ(Interval::Above(1).Text(), "above 1");
  EXPECT_EQ(Interval::From(1).Text(), "at least 1");
}

}  // namespace
}  // namespace sciot::app
