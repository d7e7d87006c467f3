#include "profile/layer_times.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace sciot::profile {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr size_t kLayers = 59;

std::vector<Duration> Ramp(int factor) {
  std::vector<Duration> times;
  for (size_t i = 0; i < kLayers; ++i) times.push_back(microseconds(factor * static_cast<int>(100 + i)));
  return times;
}

TEST(LayerTimesTest, UnmeasuredLayersAreUnknown) {
  const LayerTimes times(3);
  EXPECT_EQ(times.layer_count(), 3U);
  EXPECT_FALSE(times.known(0));
  EXPECT_EQ(times.Estimate(0), Duration::zero());
}

TEST(LayerTimesTest, CalibrationIsTheFirstEstimate) {
  LayerTimes times(kLayers);
  ASSERT_TRUE(times.SetCalibration(Ramp(1)).ok());
  for (size_t i = 0; i < kLayers; ++i) EXPECT_EQ(times.Estimate(i), Ramp(1)[i]);
}

TEST(LayerTimesTest, MeasuredLayersAreSmoothed) {
  LayerTimes times(2);
  ASSERT_TRUE(times.SetCalibration(std::array<Duration, 2>{milliseconds(10), milliseconds(10)}).ok());
  ASSERT_TRUE(times.Update(0, std::array<Duration, 1>{milliseconds(20)}).ok());
  EXPECT_EQ(times.Estimate(0), milliseconds(12));
  EXPECT_EQ(times.Estimate(1), milliseconds(12));
}

TEST(LayerTimesTest, LayersNoLongerRunFollowThoseThatDo) {
  LayerTimes times(kLayers);
  ASSERT_TRUE(times.SetCalibration(Ramp(1)).ok());
  const std::vector<Duration> slower = Ramp(3);
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(times.Update(0, std::span(slower).first(10)).ok());
  for (size_t i = 0; i < kLayers; ++i) {
    const double ratio = static_cast<double>(times.Estimate(i).count()) / static_cast<double>(Ramp(1)[i].count());
    EXPECT_NEAR(ratio, 3, 0.01) << i;
  }
}

TEST(LayerTimesTest, LatelyMeasuredLayersKeepTheirOwnAverage) {
  LayerTimes times(2, {.alpha = 1, .recent_updates = 2});
  ASSERT_TRUE(times.SetCalibration(std::array<Duration, 2>{milliseconds(10), milliseconds(10)}).ok());
  const std::array<Duration, 2> both = {milliseconds(20), milliseconds(50)};
  ASSERT_TRUE(times.Update(0, both).ok());
  ASSERT_TRUE(times.Update(0, std::span(both).first(1)).ok());
  EXPECT_EQ(times.Estimate(1), milliseconds(50));
  ASSERT_TRUE(times.Update(0, std::span(both).first(1)).ok());
  EXPECT_EQ(times.Estimate(1), milliseconds(20)) << "calibration of 10 ms on a machine now twice as slow";
}

TEST(LayerTimesTest, AReturningLayerContinuesFromItsScaledEstimate) {
  LayerTimes times(2, {.alpha = 0.5, .recent_updates = 1});
  ASSERT_TRUE(times.SetCalibration(std::array<Duration, 2>{milliseconds(10), milliseconds(10)}).ok());
  for (int i = 0; i < 60; ++i) ASSERT_TRUE(times.Update(0, std::array<Duration, 1>{milliseconds(40)}).ok());
  ASSERT_TRUE(times.Update(1, std::array<Duration, 1>{milliseconds(60)}).ok());
  EXPECT_EQ(times.Estimate(1), milliseconds(50));
}

TEST(LayerTimesTest, TheEdgeMeasuresFromTheSplit) {
  LayerTimes times(4);
  ASSERT_TRUE(times.Update(2, std::array<Duration, 2>{milliseconds(3), milliseconds(4)}).ok());
  EXPECT_FALSE(times.known(1));
  EXPECT_EQ(times.Estimate(3), milliseconds(4));
}

TEST(LayerTimesTest, SumsAndEstimatesAgree) {
  LayerTimes times(3);
  const std::array<Duration, 3> calibration = {milliseconds(1), milliseconds(3), milliseconds(4)};
  ASSERT_TRUE(times.SetCalibration(calibration).ok());
  std::array<double, 4> sums{};
  times.PrefixSums(sums);
  EXPECT_EQ(sums, (std::array<double, 4>{0, 0.001, 0.004, 0.008}));
  std::array<double, 3> seconds{};
  times.CopyEstimates(seconds);
  EXPECT_EQ(seconds, (std::array<double, 3>{0.001, 0.003, 0.004}));
}

TEST(LayerTimesTest, TimesTooShortForTheClockScaleNothing) {
  LayerTimes times(2);
  std::array<Duration, 2> calibration = {Duration::zero(), milliseconds(7)};
  EXPECT_FALSE(times.SetCalibration(calibration).ok());
  RoundUpLayerTimes(calibration);
  ASSERT_TRUE(times.SetCalibration(calibration).ok());
  ASSERT_TRUE(times.Update(0, std::array<Duration, 1>{milliseconds(5)}).ok());
  EXPECT_EQ(times.Estimate(1), milliseconds(7));
}

TEST(LayerTimesTest, BadTimesAreNamedAndChangeNothing) {
  LayerTimes times(3);
  ASSERT_TRUE(times.SetCalibration(std::array<Duration, 3>{hours(1), milliseconds(2), milliseconds(3)}).ok());
  for (Duration bad : {Duration(-1), Duration(0), Duration(hours(1)) + Duration(1)}) {
    const Status status = times.Update(1, std::array<Duration, 2>{milliseconds(9), bad});
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().message,
              "layer 2: time of " + std::to_string(bad.count()) + " ns, must be above 0 and at most one hour");
  }
  EXPECT_EQ(times.Estimate(1), milliseconds(2));
}

TEST(LayerTimesTest, ARestartForgetsTheAverage) {
  LayerTimes times(2);
  ASSERT_TRUE(times.SetCalibration(std::array<Duration, 2>{milliseconds(10), milliseconds(20)}).ok());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(times.Update(0, std::array<Duration, 1>{milliseconds(10)}).ok());
  times.Restart(0, 0.030);
  EXPECT_EQ(times.Estimate(0), milliseconds(30));
  EXPECT_EQ(times.Estimate(1), milliseconds(60)) << "the machine is three times as slow";
}

TEST(LayerTimesTest, SaysWhatAnEstimateRestsOn) {
  LayerTimes times(2, {.recent_updates = 1});
  EXPECT_EQ(times.source(0), LayerTimeSource::kUnknown);
  ASSERT_TRUE(times.SetCalibration(std::array<Duration, 2>{milliseconds(10), milliseconds(20)}).ok());
  EXPECT_EQ(times.source(0), LayerTimeSource::kCalibrated);
  ASSERT_TRUE(times.Update(0, std::array<Duration, 1>{milliseconds(10)}).ok());
  EXPECT_EQ(times.source(0), LayerTimeSource::kMeasured);
  EXPECT_EQ(times.source(1), LayerTimeSource::kScaled);
}

TEST(LayerTimesTest, AWrongCountIsNamed) {
  LayerTimes times(3);
  const std::array<Duration, 2> two{};
  ASSERT_FALSE(times.Update(2, two).ok());
  EXPECT_EQ(times.Update(2, two).error().message, "2 layer times from layer 2, the model has 3 layers");
  EXPECT_FALSE(times.Update(SIZE_MAX, two).ok());
  EXPECT_FALSE(times.SetCalibration(two).ok());
  EXPECT_TRUE(times.Update(3, {}).ok());
}

}  // namespace
}  // namespace sciot::profile
