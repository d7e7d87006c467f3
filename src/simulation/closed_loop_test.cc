#include "simulation/closed_loop.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sciot::simulation {
namespace {

class ClosedLoopTest : public testing::Test {
 protected:
  ClosedLoopTest() {
    scenario_.model = &model_;
    scenario_.device = {"slow", 200, 0.1};
    scenario_.link = {"Wi-Fi", 50e6, 50e6, 0.005};
    scenario_.duration_seconds = 60;
  }

  simulation::Run Play(const char* algorithm) const {
    const World world(scenario_, 7);
    return RunClosedLoop(world, *decision::MakeAlgorithm(algorithm).value());
  }

  const MeasuredModel model_ = DigitsModel();
  Scenario scenario_;
};

TEST_F(ClosedLoopTest, IsTheSameEachTime) {
  const simulation::Run once = Play("adaptive");
  const simulation::Run again = Play("adaptive");
  ASSERT_EQ(once.inferences.size(), again.inferences.size());
  EXPECT_EQ(once.MeanLatency(), again.MeanLatency());
}

TEST_F(ClosedLoopTest, NothingIsFasterThanTheOracle) {
  const World world(scenario_, 7);
  const double oracle = RunOracle(world).MeanLatency();
  for (const char* name : {"adaptive", "latency", "guide", "all-edge", "all-device", "fixed:9"}) {
    EXPECT_GE(Play(name).MeanLatency(), oracle * 0.999) << name;
  }
}

TEST_F(ClosedLoopTest, ASlowDeviceOnAGoodLinkLeavesAllToTheEdge) {
  scenario_.noise = {.hiccup_probability = 0};
  const simulation::Run run = Play("latency");
  EXPECT_EQ(run.inferences.back().split, 0U);
  EXPECT_LT(run.MeanLatency(), 1.1 * Play("all-edge").MeanLatency());
}

TEST_F(ClosedLoopTest, ABlackoutIsSurvivedAlone) {
  scenario_.bandwidth = Trace::Intervals({{20, 30}}, 0);
  const simulation::Run run = Play("adaptive");
  const auto at = [&run](double seconds) {
    return *std::ranges::lower_bound(run.inferences, seconds, {}, &InferenceRecord::start_seconds);
  };
  EXPECT_EQ(at(19).split, 0U);
  EXPECT_EQ(at(25).split, model_.layer_count());
  EXPECT_EQ(at(40).split, 0U);
  EXPECT_LE(std::ranges::count_if(run.inferences, &InferenceRecord::edge_failed), 3);
}

TEST_F(ClosedLoopTest, WhileAllRunsOnTheDeviceProbesShowABetterLink) {
  scenario_.link.uplink_bits_per_second = 1e6;
  scenario_.bandwidth = Trace::Step(30, 100);
  const simulation::Run run = Play("adaptive");
  EXPECT_NE(run.inferences.front().split, 0U);
  const auto moved = std::ranges::find(run.inferences, 0U, &InferenceRecord::split);
  ASSERT_NE(moved, run.inferences.end());
  EXPECT_GE(moved->start_seconds, 30);
  EXPECT_LE(moved->start_seconds, 42);
}

TEST_F(ClosedLoopTest, TheFamiliesHoldSteadyAndChangingScenarios) {
  const std::vector<Scenario> scenarios = AllScenarios(model_);
  EXPECT_GT(scenarios.size(), 300U);
  for (const Pace pace : {Pace::kSteady, Pace::kSlow, Pace::kFast}) {
    EXPECT_GT(std::ranges::count(scenarios, pace, &Scenario::pace), 10);
  }
}

}  // namespace
}  // namespace sciot::simulation
