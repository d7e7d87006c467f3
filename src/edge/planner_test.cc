#include "edge/planner.h"

#include <gmock/gmock.h>

#include "edge/testing/residual_edge.h"

namespace sciot::edge {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using ::testing::HasSubstr;

class PlannerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    options_ = testing::ResidualEdge();
    model_ = HostedModel::Load(options_.models[0], options_.model_limits).value();
    planner_ = Planner::Create(options_).value();
    ASSERT_TRUE(planner_->Calibrate(*model_, std::vector<Duration>(3, microseconds(10))).ok());
  }

  protocol::Registration Registration(double layer_us) const {
    return {model_->sha256(), std::vector<double>(3, layer_us), std::nullopt, {{500, 100, 100}}};
  }

  protocol::InferRequest Request(uint32_t split) const {
    protocol::InferRequest request;
    request.device_id = "d";
    request.split = split;
    return request;
  }

  EdgeOptions options_;
  std::unique_ptr<const HostedModel> model_;
  std::unique_ptr<Planner> planner_;
};

TEST_F(PlannerTest, ASlowDeviceSendsAllAndAFastOneNothing) {
  EXPECT_EQ(planner_->Register(*model_, "slow", Registration(10'000)).value(), 0U);
  EXPECT_EQ(planner_->Register(*model_, "fast", Registration(10)).value(), 3U);
}

TEST_F(PlannerTest, EachDeviceHasItsOwnLink) {
  protocol::Registration far = Registration(10'000);
  far.link = {{90'000, 100, 100}};
  EXPECT_EQ(planner_->Register(*model_, "far", far).value(), 3U);
  EXPECT_EQ(planner_->Register(*model_, "near", Registration(10'000)).value(), 0U);
}

TEST_F(PlannerTest, ADeviceThatIsNotRegisteredGetsNoSplit) {
  EXPECT_FALSE(planner_->TakeInRun(*model_, Request(0), std::vector<Duration>(3, microseconds(10)), {}).has_value());
}

TEST_F(PlannerTest, TheSplitFollowsTheLink) {
  ASSERT_EQ(planner_->Register(*model_, "d", Registration(10'000)).value(), 0U);
  protocol::InferRequest request = Request(0);
  request.link = protocol::LinkSample{400'000, 100, 100};
  std::optional<uint32_t> split;
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(planner_->TakeInRequest(*model_, request).ok());
    split = planner_->TakeInRun(*model_, request, std::vector<Duration>(3, microseconds(10)), {});
  }
  EXPECT_EQ(split, 3U);
}

TEST_F(PlannerTest, TheSplitFollowsTheReportedTimes) {
  ASSERT_EQ(planner_->Register(*model_, "d", Registration(10)).value(), 3U);
  protocol::Registration report = Registration(50'000);
  report.split = 3;
  uint32_t split = 3;
  for (int i = 0; i < 20; ++i) split = planner_->Register(*model_, "d", report).value();
  EXPECT_EQ(split, 0U);
}

TEST_F(PlannerTest, ABusyEdgeIsSpared) {
  ASSERT_EQ(planner_->Register(*model_, "d", Registration(10'000)).value(), 0U);
  std::optional<uint32_t> split;
  for (int i = 0; i < 30; ++i) {
    split = planner_->TakeInRun(*model_, Request(0), std::vector<Duration>(3, microseconds(10)), milliseconds(100));
  }
  EXPECT_EQ(split, 3U);
}

TEST_F(PlannerTest, LimitsThatNoSplitKeepsStopTheStart) {
  options_.limits = {.min_device_layers = 2, .max_upload_bytes = 0, .max_device_memory_bytes = 1};
  const Status refused = planner_->Calibrate(*model_, std::vector<Duration>(3, microseconds(10)));
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("none of the splits 0..3"));
}

TEST_F(PlannerTest, TheSplitKeepsToTheLimits) {
  options_.limits = {.min_device_layers = 2};
  EXPECT_EQ(planner_->Register(*model_, "slow", Registration(10'000)).value(), 2U);
}

TEST_F(PlannerTest, TheSplitFollowsTheObjective) {
  options_.objective = {.latency = 0, .bytes = 1};
  EXPECT_EQ(planner_->Register(*model_, "slow", Registration(10'000)).value(), 3U);
}

TEST_F(PlannerTest, AnObjectiveOfNothingStopsTheStart) {
  options_.objective = {.latency = 0};
  EXPECT_FALSE(Planner::Create(options_).ok());
}

TEST_F(PlannerTest, AnotherModelIsAConflict) {
  protocol::Registration registration = Registration(10);
  registration.model_sha256 = std::string(64, '0');
  const auto refused = planner_->Register(*model_, "d", registration);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_THAT(refused.error().message, HasSubstr(std::string(64, '0')));
}

TEST_F(PlannerTest, TimesThatCannotBeAreRefused) {
  EXPECT_FALSE(planner_->Register(*model_, "d", Registration(4e9)).ok());
  protocol::Registration incomplete = Registration(10);
  incomplete.layer_us.pop_back();
  EXPECT_FALSE(planner_->Register(*model_, "d", incomplete).ok());
  protocol::InferRequest request = Request(2);
  request.layer_us = {1, 2, 3};
  const Status refused = planner_->TakeInRequest(*model_, request);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("3 times, the split is 2"));
}

}  // namespace
}  // namespace sciot::edge
