#include "profile/window_detector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

namespace sciot::profile {
namespace {

std::vector<uint32_t> Copy(std::span<const uint32_t> layers) {
  return {layers.begin(), layers.end()};
}

TEST(WindowDetectorTest, FewerThanThreeTimesAreStable) {
  WindowDetector detector(1, {});
  EXPECT_FALSE(detector.AddMeasurement(0, 0.001).needs_retest);
  EXPECT_FALSE(detector.AddMeasurement(0, 1).needs_retest);
  EXPECT_TRUE(detector.AddMeasurement(0, 0.001).needs_retest);
}

TEST(WindowDetectorTest, AWindowSlidesPastTheChange) {
  WindowDetector detector(1, {});
  for (int i = 0; i < 10; ++i) ASSERT_FALSE(detector.AddMeasurement(0, 0.001).needs_retest);
  for (int i = 0; i < 9; ++i) EXPECT_TRUE(detector.AddMeasurement(0, 0.003).needs_retest) << i;
  EXPECT_FALSE(detector.AddMeasurement(0, 0.003).needs_retest);
}

TEST(WindowDetectorTest, WindowAndThresholdCount) {
  WindowDetector narrow(1, {.window_size = 3});
  WindowDetector tolerant(1, {.cv_threshold = 0.6});
  for (const double seconds : {0.001, 0.001, 0.001, 0.002}) {
    EXPECT_EQ(narrow.AddMeasurement(0, seconds).needs_retest, seconds == 0.002);
    EXPECT_FALSE(tolerant.AddMeasurement(0, seconds).needs_retest);
  }
  narrow.AddMeasurement(0, 0.002);
  EXPECT_FALSE(narrow.AddMeasurement(0, 0.002).needs_retest);
}

TEST(WindowDetectorTest, AnUnstableLayerPointsAtAnUnstableNextOne) {
  for (const bool cascade : {true, false}) {
    WindowDetector detector(3, {.cascade = cascade});
    for (const double seconds : {0.001, 0.001, 0.004}) detector.AddMeasurement(1, seconds);
    for (const double seconds : {0.002, 0.002}) detector.AddMeasurement(0, seconds);
    EXPECT_TRUE(detector.AddMeasurement(0, 0.002).cascaded_layers.empty()) << "layer 0 is stable";
    const VarianceVerdict verdict = detector.AddMeasurement(0, 0.009);
    EXPECT_TRUE(verdict.needs_retest);
    EXPECT_EQ(Copy(verdict.cascaded_layers), cascade ? std::vector<uint32_t>{1} : std::vector<uint32_t>{});
    EXPECT_TRUE(detector.AddMeasurement(1, 0.004).cascaded_layers.empty()) << "layer 2 was never measured";
  }
}

TEST(WindowDetectorTest, TheRecentTimeIsThatSinceTheChange) {
  WindowDetector detector(1, {});
  EXPECT_FALSE(detector.RecentSeconds(0).has_value());
  for (int i = 0; i < 10; ++i) detector.AddMeasurement(0, 0.001);
  EXPECT_DOUBLE_EQ(detector.RecentSeconds(0).value(), 0.001);
  detector.AddMeasurement(0, 0.003);
  EXPECT_DOUBLE_EQ(detector.RecentSeconds(0).value(), 0.0012) << "one time may be a disturbance";
  detector.AddMeasurement(0, 0.003);
  EXPECT_DOUBLE_EQ(detector.RecentSeconds(0).value(), 0.003);
  detector.AddMeasurement(0, 0.002);
  EXPECT_NEAR(detector.RecentSeconds(0).value(), 0.008 / 3, 1e-15);
}

void ExpectNear(double actual, double expected) {
  EXPECT_NEAR(actual, expected, std::max(1e-12, 1e-12 * std::abs(expected)));
}

void ExpectAsRecorded(const nlohmann::json& one, size_t layers) {
  WindowDetector detector(layers, {.enabled = true,
                                   .window_size = one.at("window_size").get<size_t>(),
                                   .cv_threshold = one.at("cv_threshold").get<double>(),
                                   .cascade = one.at("cascade").get<bool>()});
  for (size_t i = 0; i < one.at("steps").size(); ++i) {
    const auto& step = one.at("steps")[i];
    const auto layer = step.at("layer").get<size_t>();
    const VarianceVerdict verdict = detector.AddMeasurement(layer, step.at("seconds").get<double>());
    ASSERT_EQ(verdict.needs_retest, step.at("needs_retest").get<bool>()) << i;
    ASSERT_EQ(Copy(verdict.cascaded_layers), step.at("cascaded_layers").get<std::vector<uint32_t>>()) << i;
    ExpectNear(CoefficientOfVariation(detector.times(layer)), step.at("cv").get<double>());
  }
}

TEST(WindowDetectorTest, AgreesWithTheGuide) {
  const std::filesystem::path shared = std::filesystem::path(SCIOT_SOURCE_DIR) / "../shared";
  if (!std::filesystem::exists(shared)) GTEST_SKIP() << "the golden vectors are not in " << shared;
  std::ifstream stream(shared / "golden/variance.json");
  ASSERT_TRUE(stream) << shared / "golden/variance.json";
  const auto cases = nlohmann::json::parse(stream);
  ASSERT_FALSE(cases.empty());
  for (const auto& one : cases) ExpectAsRecorded(one, 59);
}

}  // namespace
}  // namespace sciot::profile
