#include "decision/cost.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <vector>

namespace sciot::decision {
namespace {

using std::chrono::milliseconds;

TEST(CostTest, EachPartOfTheFormulaCounts) {
  const std::array<double, 2> device = {1, 2};
  const std::array<double, 2> edge = {0.25, 0.5};
  const std::array<uint64_t, 3> cut = {1000, 400, 0};
  const std::array<uint64_t, 3> reply = {60, 40, 0};
  const Situation situation{{device, edge, cut, reply}, {milliseconds(500), 100, 20}, milliseconds(125)};
  std::array<double, 3> totals{};
  PredictTotals(situation, totals);
  EXPECT_DOUBLE_EQ(totals[0], 0.5 + 10 + 0.125 + 0.75 + 3);
  EXPECT_DOUBLE_EQ(totals[1], 1 + 0.5 + 4 + 0.125 + 0.5 + 2);
  EXPECT_DOUBLE_EQ(totals[2], 3);
}

TEST(CostTest, AgreesWithSumsTakenOneByOne) {
  constexpr size_t kLayers = 300;
  std::mt19937 random(3);
  std::exponential_distribution<double> seconds(1000);
  std::vector<double> device(kLayers), edge(kLayers);
  std::vector<uint64_t> cut(kLayers + 1), reply(kLayers + 1);
  for (double& value : device) value = seconds(random);
  for (double& value : edge) value = seconds(random);
  for (size_t k = 0; k < kLayers; ++k) cut[k] = random() % 100'000, reply[k] = random() % 1000;
  std::vector<double> totals(kLayers + 1);
  PredictTotals({{device, edge, cut, reply}, {milliseconds(7), 1e6, 2e6}, milliseconds(1)}, totals);
  for (size_t k = 0; k <= kLayers; ++k) {
    double expected = 0;
    for (size_t i = 0; i < k; ++i) expected += device[i];
    for (size_t i = k; i < kLayers; ++i) expected += edge[i];
    if (k < kLayers) expected += 0.008 + static_cast<double>(cut[k]) / 1e6 + static_cast<double>(reply[k]) / 2e6;
    EXPECT_NEAR(totals[k], expected, 1e-12) << k;
  }
}

TEST(CostTest, OneBandwidthStandsForBothDirections) {
  const Link link = LinkFrom({milliseconds(3), 5e5});
  EXPECT_EQ(link.rtt, milliseconds(3));
  EXPECT_EQ(link.uplink_bytes_per_second, 5e5);
  EXPECT_EQ(link.downlink_bytes_per_second, 5e5);
}

}  // namespace
}  // namespace sciot::decision
