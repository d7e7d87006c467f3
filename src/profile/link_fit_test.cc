#include "profile/link_fit.h"

#include <gtest/gtest.h>

#include <array>

namespace sciot::profile {
namespace {

constexpr double kTolerance = 0.25;
constexpr LinkLine kBefore{0.020, 1e-6};

std::array<LinkPoint, 2> PointsOf(const LinkLine& line, double small_bytes, double large_bytes) {
  return {LinkPoint{line.Predict(small_bytes), small_bytes}, LinkPoint{line.Predict(large_bytes), large_bytes}};
}

void ExpectLine(const LinkLine& actual, const LinkLine& expected) {
  EXPECT_NEAR(actual.rtt_seconds, expected.rtt_seconds, 1e-9 + 1e-6 * expected.rtt_seconds);
  EXPECT_NEAR(actual.seconds_per_byte, expected.seconds_per_byte, 1e-6 * expected.seconds_per_byte);
}

TEST(LinkFitTest, RelativeErrorIsZeroOnTheLineAndCountsShares) {
  const auto points = PointsOf(kBefore, 1000, 100'000);
  EXPECT_NEAR(RelativeError(kBefore, points), 0, 1e-12);
  EXPECT_NEAR(RelativeError({0.040, 2e-6}, points), 1, 1e-12);
}

TEST(LinkFitTest, FindsBothNumbers) {
  const LinkLine truth{0.003, 4e-8};
  const auto line = FitBoth(PointsOf(truth, 10'000, 400'000));
  ASSERT_TRUE(line.has_value());
  ExpectLine(*line, truth);
}

TEST(LinkFitTest, AlikeSizesCannotTellBoth) {
  EXPECT_FALSE(FitBoth(PointsOf(kBefore, 10'000, 19'000)).has_value());
  EXPECT_FALSE(FitBoth(std::array{LinkPoint{0.1, 1000}}).has_value());
  EXPECT_FALSE(FitBoth(std::array{LinkPoint{0.1, 0}, LinkPoint{0.2, 0}}).has_value());
}

TEST(LinkFitTest, AFallingLineIsNoLink) {
  EXPECT_FALSE(FitBoth(std::array{LinkPoint{0.2, 1000}, LinkPoint{0.1, 100'000}}).has_value());
}

TEST(LinkFitTest, NamesTheNumberThatChanged) {
  for (const LinkLine& after : {LinkLine{0.020, 1e-5}, {0.020, 1e-7}, {0.200, 1e-6}, {0.002, 1e-6}}) {
    ExpectLine(ExplainChange(kBefore, PointsOf(after, 10'000, 40'000), kTolerance), after);
  }
}

TEST(LinkFitTest, OneSizeMeansAnotherBandwidth) {
  ExpectLine(ExplainChange(kBefore, std::array{LinkPoint{0.420, 40'000}}, kTolerance), {0.020, 1e-5});
}

TEST(LinkFitTest, FasterThanTheRoundTripLowersIt) {
  const LinkLine line = ExplainChange(kBefore, std::array{LinkPoint{0.012, 6000}}, kTolerance);
  ExpectLine(line, {0.006, 1e-6});
}

TEST(LinkFitTest, FasterThanBothScalesBoth) {
  ExpectLine(ExplainChange(kBefore, std::array{LinkPoint{0.012, 100'000}}, kTolerance), {0.002, 1e-7});
}

TEST(LinkFitTest, BothMayChangeAtOnce) {
  const LinkLine after{0.300, 2e-7};
  ExpectLine(ExplainChange(kBefore, PointsOf(after, 10'000, 2'000'000), kTolerance), after);
}

}  // namespace
}  // namespace sciot::profile
