#include "scale.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sciot::app {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;

TEST(ScaleTest, PlacesValuesByTheirShare) {
  const Scale linear(ScaleKind::kLinear, 10, 20);
  EXPECT_DOUBLE_EQ(linear.Share(10), 0);
  EXPECT_DOUBLE_EQ(linear.Share(15), 0.5);
  EXPECT_DOUBLE_EQ(linear.Share(20), 1);
  const Scale logarithmic(ScaleKind::kLogarithmic, 1, 100);
  EXPECT_DOUBLE_EQ(logarithmic.Share(10), 0.5);
}

TEST(ScaleTest, TicksAreRound) {
  EXPECT_THAT(Scale(ScaleKind::kLinear, -0.5, 25.5).Ticks(5), ElementsAre(0, 10, 20));
  EXPECT_THAT(Scale(ScaleKind::kLinear, 0, 1).Ticks(5),
              ElementsAre(0, DoubleEq(0.2), DoubleEq(0.4), DoubleEq(0.6), DoubleEq(0.8), 1));
  EXPECT_THAT(Scale(ScaleKind::kLogarithmic, 1, 100).Ticks(10), ElementsAre(1, 2, 5, 10, 20, 50, 100));
  EXPECT_THAT(Scale(ScaleKind::kLogarithmic, 1, 10000).Ticks(5), ElementsAre(1, 10, 100, 1000, 10000));
}

TEST(ScaleTest, TicksAreWrittenShort) {
  EXPECT_EQ(TickText(0.2), "0.2");
  EXPECT_EQ(TickText(3 * 0.1), "0.3");
  EXPECT_EQ(TickText(2000), "2000");
}

}  // namespace
}  // namespace sciot::app
