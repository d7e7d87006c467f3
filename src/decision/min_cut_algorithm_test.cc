#include "decision/min_cut_algorithm.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace sciot::decision {
namespace {

using std::chrono::milliseconds;

// Layer 0 feeds branches 1 and 2, layer 3 joins them. Branch 1 is slow on the device and makes much, branch 2 makes
// little of much: it is best left on the device alone.
class MinCutAlgorithmTest : public testing::Test {
 protected:
  // The partition named, if any, and the split otherwise.
  std::optional<DeviceLayers> Part(const DeviceLayers& previous = {}) {
    split_ = Decide(algorithm_, situation_, totals_, scores_, state_);
    return algorithm_.Part(situation_, dataflow_, scores_[split_], previous);
  }

  Dataflow dataflow_{{{100'000, std::nullopt, {0}}, {2000, 0, {1}}, {50'000, 0, {2}}, {40'000, 1, {3}}, {100, 2, {3}}},
                     {0, 0, 0, 40}};
  std::array<double, 4> device_ = {0.001, 0.100, 0.001, 0.050};
  std::array<double, 4> edge_ = {0.001, 0.002, 0.001, 0.001};
  std::array<uint64_t, 5> cut_ = {100'000, 52'000, 90'000, 40'100, 0};
  std::array<uint64_t, 5> reply_ = {40, 40, 40, 40, 0};
  Situation situation_{.costs = {device_, edge_, cut_, reply_}, .link = {milliseconds(5), 1e6, 1e6}};
  std::array<double, 5> totals_{}, scores_{};
  State state_;
  MinCutAlgorithm algorithm_;
  size_t split_ = 0;
};

const DeviceLayers kBranch{true, false, true, false};

TEST_F(MinCutAlgorithmTest, BeatsTheBestSplitByParting) {
  EXPECT_EQ(Part(), kBranch);
  EXPECT_EQ(split_, 1U);
  EXPECT_NEAR(scores_[1], 0.001 + 0.005 + 0.052 + 0.004 + 0.00004, 1e-9);
}

TEST_F(MinCutAlgorithmTest, NamesASplitWhereThatIsAsGood) {
  situation_.link = {milliseconds(5), 1e9, 1e9};
  EXPECT_EQ(Part(), std::nullopt);
  EXPECT_EQ(split_, 1U);
  situation_.link = {milliseconds(5), 1e3, 1e3};
  EXPECT_EQ(Part(), std::nullopt);
  EXPECT_EQ(split_, 4U);
}

TEST_F(MinCutAlgorithmTest, KeepsToTheLimits) {
  situation_.limits.max_upload_bytes = 2099;
  EXPECT_EQ(Part(), std::nullopt);
  EXPECT_EQ(split_, 4U);
  situation_.limits.max_upload_bytes = 2100;
  EXPECT_EQ(Part(), kBranch);
  situation_.limits.min_device_layers = 2;
  EXPECT_EQ(Part(), std::nullopt);
}

TEST_F(MinCutAlgorithmTest, KeepsToTheMemoryOfTheDevice) {
  const std::array<uint64_t, 5> memory = {0, 10, 20, 30, 40};
  situation_.costs.device_memory_bytes = memory;
  situation_.limits.max_device_memory_bytes = 30;
  EXPECT_EQ(Part(), kBranch);
  situation_.limits.max_device_memory_bytes = 29;
  EXPECT_EQ(Part(), std::nullopt);
}

TEST_F(MinCutAlgorithmTest, WeighsWhatTheObjectiveWeighs) {
  situation_.objective = {.latency = 0, .bytes = 1};
  EXPECT_EQ(Part(), std::nullopt);
  EXPECT_EQ(split_, 4U);
  // The battery, which a waiting device spares.
  situation_.objective = {.latency = 0, .energy = 1, .device_watts = 2};
  EXPECT_EQ(Part(), std::nullopt);
  EXPECT_EQ(split_, 0U);
  situation_.objective.radio_joules_per_byte = 1e-6;
  EXPECT_EQ(Part(), kBranch);
}

TEST_F(MinCutAlgorithmTest, DoesNotMoveForLittle) {
  // A fifth layer that takes as long on both sides and reads what layer 0 makes: with it on the device or without.
  const std::array<double, 5> device = {0.001, 0.100, 0.001, 0.050, 0.00010};
  const std::array<double, 5> edge = {0.001, 0.002, 0.001, 0.001, 0.00011};
  const std::array<uint64_t, 6> cut = {100'000, 52'000, 90'000, 40'100, 2000, 0};
  const std::array<uint64_t, 6> reply = {40, 40, 40, 40, 0, 0};
  std::array<double, 6> totals{}, scores{};
  dataflow_.tensors[1].readers = {1, 4};
  dataflow_.reply_bytes.push_back(0);
  situation_.costs = {device, edge, cut, reply};
  const size_t split = Decide(algorithm_, situation_, totals, scores, state_);
  const DeviceLayers with{true, false, true, false, true}, without{true, false, true, false, false};
  EXPECT_EQ(algorithm_.Part(situation_, dataflow_, scores[split], {}), with);
  EXPECT_EQ(algorithm_.Part(situation_, dataflow_, scores[split], without), without);
  const DeviceLayers far_worse{true, true, true, false, true};
  EXPECT_EQ(algorithm_.Part(situation_, dataflow_, scores[split], far_worse), with);
}

TEST_F(MinCutAlgorithmTest, IsMadeByItsName) {
  EXPECT_EQ(MakeAlgorithm("min-cut").value()->name(), "min-cut");
}

}  // namespace
}  // namespace sciot::decision
