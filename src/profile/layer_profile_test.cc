#include "profile/layer_profile.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "profile/window_detector.h"

namespace sciot::profile {
namespace {

using std::chrono::milliseconds;

constexpr size_t kLayers = 3;

std::vector<Duration> All(int milliseconds_each) {
  return std::vector<Duration>(kLayers, milliseconds(milliseconds_each));
}

LayerProfile Watched(const VarianceOptions& options = {}) {
  return {kLayers, {}, std::make_unique<WindowDetector>(kLayers, options)};
}

TEST(LayerProfileTest, AStepIsFollowedWithItsSecondMeasurement) {
  LayerProfile profile = Watched();
  ASSERT_TRUE(profile.SetCalibration(All(10)).ok());
  for (int i = 0; i < 10; ++i) ASSERT_EQ(profile.Update(0, All(10)).value().became_unstable, 0U);
  const VarianceChange change = profile.Update(0, All(30)).value();
  EXPECT_EQ(change.became_unstable, kLayers);
  EXPECT_EQ(change.first_layer, 0U);
  ASSERT_TRUE(profile.Update(0, All(30)).ok());
  EXPECT_EQ(profile.times().Estimate(1), milliseconds(30));
  EXPECT_EQ(profile.events(), kLayers);
}

TEST(LayerProfileTest, LayersNotMeasuredAfterAStepAreScaledAtOnce) {
  LayerProfile profile = Watched();
  ASSERT_TRUE(profile.SetCalibration(All(10)).ok());
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(profile.Update(0, All(10)).ok());
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(profile.Update(0, std::array<Duration, 1>{milliseconds(30)}).ok());
  EXPECT_EQ(profile.times().Estimate(2), milliseconds(30));
}

TEST(LayerProfileTest, LayersNotMeasuredAreScaledUnderAPartitionToo) {
  LayerProfile profile = Watched();
  ASSERT_TRUE(profile.SetCalibration(All(10)).ok());
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(profile.Update(0, All(10)).ok());
  const std::array<uint32_t, 2> layers = {0, 2};
  const std::array<Duration, 2> times = {milliseconds(30), milliseconds(30)};
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(profile.UpdateLayers(layers, times).ok());
  EXPECT_EQ(profile.times().Estimate(1), milliseconds(30));
}

TEST(LayerProfileTest, ADisturbanceHardlyMovesAnEstimate) {
  LayerProfile profile = Watched();
  ASSERT_TRUE(profile.SetCalibration(All(10)).ok());
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(profile.Update(0, All(10)).ok());
  ASSERT_TRUE(profile.Update(0, All(30)).ok());
  EXPECT_EQ(profile.times().Estimate(0), milliseconds(12));
}

TEST(LayerProfileTest, AnEventIsCountedOnceAndSettles) {
  LayerProfile profile = Watched({.window_size = 4});
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(profile.Update(1, std::array<Duration, 1>{milliseconds(10)}).ok());
  uint32_t settled = 0;
  for (int i = 0; i < 4; ++i) {
    settled += profile.Update(1, std::array<Duration, 1>{milliseconds(20)}).value().settled;
    EXPECT_EQ(profile.is_unstable(1), i < 3);
    EXPECT_EQ(profile.unstable_end(), i < 3 ? 2U : 0U);
  }
  EXPECT_EQ(settled, 1U);
  EXPECT_EQ(profile.events(), 1U);
  EXPECT_TRUE(profile.UnstableLayers().empty());
}

TEST(LayerProfileTest, ACascadeIsCounted) {
  LayerProfile profile = Watched();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(profile.Update(0, All(10)).ok());
  ASSERT_TRUE(profile.Update(0, All(30)).ok());
  EXPECT_EQ(profile.cascades(), 0U) << "layer 1 was still stable when layer 0 was looked at";
  ASSERT_TRUE(profile.Update(0, All(30)).ok());
  EXPECT_EQ(profile.cascades(), 2U);
  EXPECT_EQ(profile.UnstableLayers(), (std::vector<uint32_t>{0, 1, 2}));
}

TEST(LayerProfileTest, BadTimesChangeNothing) {
  LayerProfile profile = Watched();
  ASSERT_TRUE(profile.SetCalibration(All(10)).ok());
  for (int i = 0; i < 20; ++i)
    EXPECT_FALSE(profile.Update(0, std::array{Duration(milliseconds(90)), Duration(0)}).ok());
  EXPECT_EQ(profile.times().Estimate(0), milliseconds(10));
  EXPECT_EQ(profile.events(), 0U);
}

TEST(LayerProfileTest, WithoutADetectorNothingIsUnstable) {
  LayerProfile profile(kLayers, {}, nullptr);
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(profile.Update(0, All(1 + 10 * (i % 2))).ok());
  EXPECT_EQ(profile.unstable_end(), 0U);
}

// Suspects a layer that does not exist, and remembers times that cannot be.
class OddDetector final : public VarianceDetector {
 public:
  explicit OddDetector(std::optional<double> recent_seconds) : recent_seconds_(recent_seconds) {}
  VarianceVerdict AddMeasurement(size_t /*layer*/, double /*seconds*/) override { return {true, nowhere_}; }
  std::optional<double> RecentSeconds(size_t /*layer*/) const override { return recent_seconds_; }

 private:
  std::array<uint32_t, 1> nowhere_ = {kLayers};
  std::optional<double> recent_seconds_;
};

TEST(LayerProfileTest, AnotherDetectorsNonsenseIsPassedOver) {
  for (const std::optional<double> recent : {std::optional<double>(), {-1.0}, {NAN}, {1e9}}) {
    LayerProfile profile(kLayers, {}, std::make_unique<OddDetector>(recent));
    ASSERT_TRUE(profile.Update(0, std::array<Duration, 1>{milliseconds(10)}).ok());
    ASSERT_TRUE(profile.Update(0, std::array<Duration, 1>{milliseconds(20)}).ok());
    EXPECT_EQ(profile.UnstableLayers(), (std::vector<uint32_t>{0}));
    EXPECT_EQ(profile.times().Estimate(0), milliseconds(20)) << "the last measurement";
  }
}

}  // namespace
}  // namespace sciot::profile
