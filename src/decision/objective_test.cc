#include "decision/objective.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "decision/cost.h"

namespace sciot::decision {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;

const std::array<double, 2> kDevice = {1, 2};
const std::array<double, 2> kEdge = {0.5, 0.25};
const std::array<uint64_t, 3> kCut = {400, 100, 0};
const std::array<uint64_t, 3> kReply = {20, 20, 0};
const std::array<uint64_t, 3> kMemory = {0, 1000, 3000};

class ObjectiveTest : public testing::Test {
 protected:
  std::array<double, 3> Scores() {
    std::array<double, 3> totals{};
    std::array<double, 3> scores{};
    PredictTotals(situation_, totals);
    WeighTotals(situation_, totals, scores);
    return scores;
  }
  Situation situation_{{kDevice, kEdge, kCut, kReply, kMemory}, {seconds(1), 100, 20}};
};

TEST_F(ObjectiveTest, LatencyAloneIsTheDefault) {
  const auto scores = Scores();
  EXPECT_DOUBLE_EQ(scores[0], 1 + 4 + 0.75 + 1);
  EXPECT_DOUBLE_EQ(scores[1], 1 + 1 + 1 + 0.25 + 1);
  EXPECT_DOUBLE_EQ(scores[2], 3);
}

TEST_F(ObjectiveTest, EachPartOfTheFormulaCounts) {
  situation_.objective = {2, 10, 0.5, 3, 0.25, 0.125};
  const auto scores = Scores();
  EXPECT_DOUBLE_EQ(scores[1], 2 * 4.25 + 10 * (3 * 1 + 0.25 * 3.25 + 0.125 * 120) + 0.5 * 100);
  EXPECT_DOUBLE_EQ(scores[2], 2 * 3 + 10 * 3 * 3.0);
}

TEST_F(ObjectiveTest, ForbiddenSplitsCostInfinitelyMuch) {
  situation_.limits = {.min_device_layers = 1, .max_device_memory_bytes = 1000};
  const auto scores = Scores();
  EXPECT_TRUE(std::isinf(scores[0]));
  EXPECT_TRUE(std::isfinite(scores[1]));
  EXPECT_TRUE(std::isinf(scores[2]));
  situation_.limits = {.max_upload_bytes = 99};
  EXPECT_TRUE(std::isinf(Scores()[1]));
  EXPECT_TRUE(std::isfinite(Scores()[2]));
}

TEST_F(ObjectiveTest, NumbersThatMakeNoSenseAreNamed) {
  EXPECT_TRUE(CheckObjective({}).ok());
  for (double bad : {-1.0, std::nan(""), HUGE_VAL}) {
    const Status status = CheckObjective({.device_watts = bad});
    ASSERT_FALSE(status.ok()) << bad;
    EXPECT_THAT(status.error().message, HasSubstr("objective.device_watts is " + std::to_string(bad)));
  }
  EXPECT_FALSE(CheckObjective({.latency = 0}).ok());
}

TEST_F(ObjectiveTest, ContradictoryLimitsSayWhatTheyRuleOut) {
  const Costs& costs = situation_.costs;
  EXPECT_TRUE(CheckLimits(costs, {}).ok());
  EXPECT_TRUE(CheckLimits(costs, {.min_device_layers = 2}).ok());
  const Status status = CheckLimits(costs, {.min_device_layers = 2, .max_device_memory_bytes = 2000});
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr("splits 0..2"));
  EXPECT_THAT(status.error().message, HasSubstr("min_device_layers 2 rules out 2"));
  EXPECT_THAT(status.error().message, HasSubstr("max_device_memory_bytes 1"));
}

}  // namespace
}  // namespace sciot::decision
