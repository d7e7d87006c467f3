#include "decision/guide.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

namespace sciot::decision {
namespace {

TEST(GuideTest, TheFirstOfEqualTimesWins) {
  const std::array<double, 2> ones = {1, 1};
  const GuideDecision decision = DecideAsGuide(ones, ones, 0.05);
  EXPECT_EQ(decision.offloading_layer, 0U);
  EXPECT_DOUBLE_EQ(decision.total_seconds, 2.05);
}

TEST(GuideTest, TheLatencyCountsEvenOnTheDeviceAlone) {
  const std::array<double, 2> device = {1, 1};
  const std::array<double, 2> edge = {5, 5};
  const GuideDecision decision = DecideAsGuide(device, edge, 0.5);
  EXPECT_EQ(decision.offloading_layer, 1U);
  EXPECT_DOUBLE_EQ(decision.total_seconds, 2.5);
}

TEST(GuideTest, AgreesWithTheGuide) {
  const std::filesystem::path shared = std::filesystem::path(SCIOT_SOURCE_DIR) / "../shared";
  if (!std::filesystem::exists(shared)) GTEST_SKIP() << "the golden vectors are not in " << shared;
  std::ifstream stream(shared / "golden/guide_decision.json");
  ASSERT_TRUE(stream) << shared / "golden/guide_decision.json";
  const auto cases = nlohmann::json::parse(stream);
  ASSERT_FALSE(cases.empty());
  for (size_t i = 0; i < cases.size(); ++i) {
    const auto device = cases[i].at("device_times").get<std::vector<double>>();
    const auto edge = cases[i].at("edge_times").get<std::vector<double>>();
    const GuideDecision decision = DecideAsGuide(device, edge, cases[i].at("network_latency").get<double>());
    EXPECT_EQ(decision.offloading_layer, cases[i].at("offloading_layer").get<size_t>()) << i;
    EXPECT_NEAR(decision.total_seconds, cases[i].at("total_time").get<double>(), 1e-12) << i;
  }
}

}  // namespace
}  // namespace sciot::decision
