#include "edge/planner.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

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
    Restart();
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

  // Another planner, after options_ were changed.
  void Restart() {
    planner_ = Planner::Create(options_, clock_).value();
    ASSERT_TRUE(planner_->Calibrate(*model_, EdgeTimes()).ok());
  }

  static std::vector<Duration> EdgeTimes(size_t layers = 3) { return std::vector<Duration>(layers, microseconds(10)); }

  // One inference of device "d" cut at 2, with this time for each of its layers.
  std::optional<NextSplit> Infer(double layer_us) {
    protocol::InferRequest request = Request(2);
    request.layer_us = {layer_us, layer_us};
    EXPECT_TRUE(planner_->TakeInRequest(*model_, request).ok());
    return planner_->TakeInRun(*model_, request, EdgeTimes(1), {});
  }

  EdgeOptions options_;
  ManualClock clock_;
  std::unique_ptr<const HostedModel> model_;
  std::unique_ptr<Planner> planner_;
};

TEST_F(PlannerTest, ASlowDeviceSendsAllAndAFastOneNothing) {
  EXPECT_EQ(planner_->Register(*model_, "slow", Registration(10'000)).value().split, 0U);
  EXPECT_EQ(planner_->Register(*model_, "fast", Registration(10)).value().split, 3U);
}

TEST_F(PlannerTest, EachDeviceHasItsOwnLink) {
  protocol::Registration far = Registration(10'000);
  far.link = {{90'000, 100, 100}};
  EXPECT_EQ(planner_->Register(*model_, "far", far).value().split, 3U);
  EXPECT_EQ(planner_->Register(*model_, "near", Registration(10'000)).value().split, 0U);
}

TEST_F(PlannerTest, ADeviceThatIsNotRegisteredGetsNoSplit) {
  EXPECT_FALSE(planner_->TakeInRun(*model_, Request(0), std::vector<Duration>(3, microseconds(10)), {}).has_value());
}

TEST_F(PlannerTest, TheSplitFollowsTheLink) {
  ASSERT_EQ(planner_->Register(*model_, "d", Registration(10'000)).value().split, 0U);
  protocol::InferRequest request = Request(0);
  request.link = protocol::LinkSample{400'000, 100, 100};
  std::optional<uint32_t> split;
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(planner_->TakeInRequest(*model_, request).ok());
    split = planner_->TakeInRun(*model_, request, EdgeTimes(), {})->split;
  }
  EXPECT_EQ(split, 3U);
}

TEST_F(PlannerTest, TheSplitFollowsTheReportedTimes) {
  ASSERT_EQ(planner_->Register(*model_, "d", Registration(10)).value().split, 3U);
  protocol::Registration report = Registration(50'000);
  report.split = 3;
  uint32_t split = 3;
  for (int i = 0; i < 20; ++i) split = planner_->Register(*model_, "d", report).value().split;
  EXPECT_EQ(split, 0U);
}

TEST_F(PlannerTest, ABusyEdgeIsSpared) {
  ASSERT_EQ(planner_->Register(*model_, "d", Registration(10'000)).value().split, 0U);
  std::optional<uint32_t> split;
  for (int i = 0; i < 30; ++i) {
    split = planner_->TakeInRun(*model_, Request(0), EdgeTimes(), milliseconds(100))->split;
  }
  EXPECT_EQ(split, 3U);
}

TEST_F(PlannerTest, LimitsThatNoSplitKeepsStopTheStart) {
  options_.limits = {.min_device_layers = 2, .max_upload_bytes = 0, .max_device_memory_bytes = 1};
  planner_ = Planner::Create(options_, clock_).value();
  const Status refused = planner_->Calibrate(*model_, std::vector<Duration>(3, microseconds(10)));
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("none of the splits 0..3"));
}

TEST_F(PlannerTest, TheSplitKeepsToTheLimits) {
  options_.limits = {.min_device_layers = 2};
  Restart();
  EXPECT_EQ(planner_->Register(*model_, "slow", Registration(10'000)).value().split, 2U);
}

TEST_F(PlannerTest, TheSplitFollowsTheObjective) {
  options_.objective = {.latency = 0, .bytes = 1};
  Restart();
  EXPECT_EQ(planner_->Register(*model_, "slow", Registration(10'000)).value().split, 3U);
}

TEST_F(PlannerTest, AnObjectiveOfNothingStopsTheStart) {
  options_.objective = {.latency = 0};
  EXPECT_FALSE(Planner::Create(options_, clock_).ok());
}

TEST_F(PlannerTest, AnotherModelIsAConflict) {
  protocol::Registration registration = Registration(10);
  registration.model_sha256 = std::string(64, '0');
  const auto refused = planner_->Register(*model_, "d", registration);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_THAT(refused.error().message, HasSubstr(std::string(64, '0')));
}

TEST_F(PlannerTest, AStepOfADevicesSpeedMovesTheSplitWithItsSecondReport) {
  ASSERT_EQ(planner_->Register(*model_, "d", Registration(10)).value().split, 3U);
  protocol::Registration report = Registration(10);
  report.split = 3;
  for (int i = 0; i < 10; ++i) ASSERT_EQ(planner_->Register(*model_, "d", report).value().split, 3U);
  report.layer_us = {500, 500, 500};
  planner_->Register(*model_, "d", report).value();
  EXPECT_EQ(planner_->Register(*model_, "d", report).value().split, 0U);
  const protocol::DeviceStatus status = planner_->StatusOf(*model_, "d").value();
  EXPECT_NEAR(status.device_layers[2].us, 500, 1e-6);
  EXPECT_TRUE(status.device_layers[2].is_unstable);
  EXPECT_EQ(status.counters.at("variance_events"), 3U);
}

TEST_F(PlannerTest, WhatADeviceFoundUnstableIsTakenWhole) {
  ASSERT_EQ(planner_->Register(*model_, "d", Registration(10)).value().split, 3U);
  protocol::Registration report = Registration(500);
  report.split = 3;
  report.unstable_layers = {0, 2};
  planner_->Register(*model_, "d", report).value();
  const protocol::DeviceStatus status = planner_->StatusOf(*model_, "d").value();
  EXPECT_NEAR(status.device_layers[0].us, 500, 1e-6);
  EXPECT_NEAR(status.device_layers[1].us, 10 + 0.2 * 490, 1e-6);
  report.unstable_layers = {3};
  EXPECT_FALSE(planner_->Register(*model_, "d", report).ok());
}

TEST_F(PlannerTest, VarianceDetectionCanBeSwitchedOff) {
  options_.variance.enabled = false;
  Restart();
  ASSERT_TRUE(planner_->Register(*model_, "d", Registration(10'000)).ok());
  for (int i = 0; i < 50; ++i) EXPECT_EQ(Infer(i % 2 == 0 ? 10'000 : 20'000), NextSplit{0});
}

TEST_F(PlannerTest, LayersThatVaryAndAreNotRunAreMeasuredAgainUntilTheySettle) {
  ASSERT_EQ(planner_->Register(*model_, "d", Registration(10'000)).value().split, 0U);
  for (const double us : {10'000, 10'000, 20'000}) Infer(us);
  const NextSplit measure{2, protocol::SplitReason::kMeasurement, 0};
  const auto next = [this] { return planner_->TakeInRun(*model_, Request(0), EdgeTimes(), {}); };
  EXPECT_EQ(next(), measure) << "the second answer since they vary";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(next(), NextSplit{0});
  EXPECT_EQ(next(), measure) << "the gap has doubled";
  for (int i = 0; i < 10; ++i) Infer(20'000);
  EXPECT_EQ(planner_->StatusOf(*model_, "d").value().device_layers[0].source, "measured");
  for (int i = 0; i < 50; ++i) ASSERT_EQ(next(), NextSplit{0}) << "they have settled";
  EXPECT_GE(planner_->StatusOf(*model_, "d").value().counters.at("measurements"), 2U);
}

TEST_F(PlannerTest, TheEdgesOwnLayersAreMeasuredAgain) {
  protocol::InferRequest request = Request(0);
  request.device_id = "stranger";
  for (const int us : {10, 10, 30})
    planner_->TakeInRun(*model_, request, std::vector<Duration>(3, microseconds(us)), {});
  EXPECT_FALSE(planner_->IsMeasurementDue(*model_, 0)) << "this inference measured them all";
  EXPECT_FALSE(planner_->IsMeasurementDue(*model_, 2));
  EXPECT_TRUE(planner_->IsMeasurementDue(*model_, 2)) << "layers 0 and 1 vary and are not run";
  for (int i = 0; i < 10; ++i) planner_->TakeInMeasurement(*model_, std::vector<Duration>(3, microseconds(30)));
  for (int i = 0; i < 50; ++i) ASSERT_FALSE(planner_->IsMeasurementDue(*model_, 2)) << "they have settled";
  const protocol::EdgeStatus status = planner_->CurrentStatus();
  EXPECT_EQ(status.models[0].counters.at("measurements"), 10U);
  EXPECT_EQ(status.models[0].counters.at("variance_events"), 3U);
  EXPECT_NEAR(status.models[0].edge_layers[0].us, 30, 1e-6);
}

TEST_F(PlannerTest, LocalInferenceModeForcesOneInferenceAtATime) {
  options_.local_inference = {.enabled = true, .probability = 1};
  Restart();
  ASSERT_EQ(planner_->Register(*model_, "d", Registration(10'000)).value().split, 0U) << "it has just measured all";
  EXPECT_EQ(Infer(10'000), (NextSplit{3, protocol::SplitReason::kLocalInference, 0}));
  EXPECT_EQ(planner_->StatusOf(*model_, "d").value().split, 0U);
  EXPECT_EQ(planner_->StatusOf(*model_, "d").value().counters.at("local_inferences"), 1U);
}

TEST_F(PlannerTest, LocalInferenceModeComesAsOftenAsItsProbabilityAndAlwaysTheSame) {
  options_.local_inference = {.enabled = true, .probability = 0.1, .seed = 7};
  std::vector<bool> first;
  for (int round = 0; round < 2; ++round) {
    Restart();
    ASSERT_TRUE(planner_->Register(*model_, "d", Registration(10'000)).ok());
    std::vector<bool> forced;
    for (int i = 0; i < 1000; ++i) forced.push_back(Infer(10'000)->reason == protocol::SplitReason::kLocalInference);
    EXPECT_NEAR(static_cast<double>(std::ranges::count(forced, true)), 100, 30);
    if (round == 1) {
      EXPECT_EQ(forced, first);
    }
    first = forced;
  }
}

TEST_F(PlannerTest, TimesThatCannotBeAreRejectedAndCounted) {
  ASSERT_TRUE(planner_->Register(*model_, "d", Registration(10)).ok());
  for (const double bad : {-1.0, 0.0, std::nan(""), HUGE_VAL, 3.7e9}) {
    EXPECT_FALSE(planner_->Register(*model_, "d", Registration(bad)).ok()) << bad;
    protocol::InferRequest request = Request(2);
    request.layer_us = {20, bad};
    const Status refused = planner_->TakeInRequest(*model_, request);
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(refused.error().message, HasSubstr("layer 1: a time of"));
  }
  protocol::Registration incomplete = Registration(10);
  incomplete.layer_us.pop_back();
  EXPECT_FALSE(planner_->Register(*model_, "d", incomplete).ok());
  protocol::InferRequest request = Request(2);
  request.layer_us = {1, 2, 3};
  EXPECT_THAT(planner_->TakeInRequest(*model_, request).error().message, HasSubstr("3 times, the split is 2"));
  EXPECT_EQ(planner_->StatusOf(*model_, "d").value().counters.at("rejected_times"), 12U);
  EXPECT_EQ(planner_->CurrentStatus().counters.at("planner").at("rejected_times"), 12U);
}

TEST_F(PlannerTest, ARefusedMessageLeavesTheProfileAsItWas) {
  ASSERT_TRUE(planner_->Register(*model_, "d", Registration(10)).ok());
  const auto profile = [this] {
    const protocol::DeviceStatus status = planner_->StatusOf(*model_, "d").value();
    return std::vector<double>{status.device_layers[0].us, status.device_layers[2].us, status.link.rtt_us,
                               static_cast<double>(status.split)};
  };
  const std::vector<double> before = profile();
  for (int i = 0; i < 20; ++i) {
    protocol::InferRequest request = Request(2);
    request.layer_us = {900, 900};
    request.link = protocol::LinkSample{-5, 100, 100};
    EXPECT_FALSE(planner_->TakeInRequest(*model_, request).ok()) << "good times, but a bad link";
    protocol::Registration another = Registration(900);
    another.model_sha256 = std::string(64, '0');
    EXPECT_EQ(planner_->Register(*model_, "d", another).error().code, ErrorCode::kConflict);
    protocol::Registration report = Registration(900);
    report.split = 3;
    report.link = {{500, 1, 1}, {0, 1, 1}};
    EXPECT_FALSE(planner_->Register(*model_, "d", report).ok());
  }
  EXPECT_EQ(profile(), before);
  const protocol::Counters counters = planner_->StatusOf(*model_, "d").value().counters;
  EXPECT_EQ(counters.at("rejected_links"), 40U);
  EXPECT_EQ(counters.at("rejected_models"), 20U);
}

TEST_F(PlannerTest, AStatusTellsAll) {
  ASSERT_TRUE(planner_->Register(*model_, "d", Registration(10'000)).ok());
  clock_.Advance(std::chrono::seconds(3));
  const protocol::DeviceStatus status = planner_->StatusOf(*model_, "d").value();
  EXPECT_EQ(status.model_sha256, model_->sha256());
  EXPECT_EQ(status.heard_seconds_ago, 3);
  EXPECT_EQ(status.algorithm, "latency");
  EXPECT_EQ(status.predicted_us.size(), 4U);
  EXPECT_NEAR(status.predicted_us[3], 30'000, 1e-6);
  EXPECT_EQ(status.device_layers[0].source, "calibrated");
  EXPECT_NEAR(status.edge_layers[1].us, 10, 1e-9);
  EXPECT_TRUE(status.link.is_rtt_measured);
  EXPECT_EQ(planner_->StatusOf(*model_, "e").error().code, ErrorCode::kNotFound);
  ASSERT_EQ(planner_->Summarize(*model_).size(), 1U);
  EXPECT_EQ(planner_->Summarize(*model_)[0].device_id, "d");
  EXPECT_EQ(planner_->CurrentStatus().devices, 1U);
}

// A model with branches, where layer 2 runs badly on the device and layers 3 and 4, which do not need it, at the edge;
// all after them run better there.
class PartitionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.algorithm = "min-cut";
    options_.models = {{"classifier", SCIOT_SOURCE_DIR "/tests/data/classifier.tflite"}};
    model_ = HostedModel::Load(options_.models[0], {}).value();
    planner_ = Planner::Create(options_, clock_).value();
    std::vector<Duration> edge(model_->layer_count(), milliseconds(1));
    for (const size_t layer : {3U, 4U}) edge[layer] = milliseconds(100);
    ASSERT_TRUE(planner_->Calibrate(*model_, edge).ok());
  }

  NextSplit Register(bool takes_layers) {
    std::vector<double> device(model_->layer_count(), 100'000);
    for (const size_t layer : {0U, 1U, 3U, 4U}) device[layer] = 1000;
    protocol::Registration registration{model_->sha256(), device, std::nullopt, {{500, 0, 2}}};
    registration.takes_layers = takes_layers;
    return planner_->Register(*model_, "d", registration).value();
  }

  EdgeOptions options_;
  ManualClock clock_;
  std::unique_ptr<const HostedModel> model_;
  std::unique_ptr<Planner> planner_;
  const std::vector<uint32_t> layers_{0, 1, 3, 4};
};

TEST_F(PartitionTest, ADeviceThatTakesLayersIsToldThem) {
  const NextSplit next = Register(true);
  EXPECT_EQ(next.layers, layers_);
  EXPECT_EQ(next.split, layers_.size());
}

TEST_F(PartitionTest, OneThatDoesNotGetsTheBestSplit) {
  const NextSplit next = Register(false);
  EXPECT_TRUE(next.layers.empty());
  EXPECT_EQ(next.split, 5U);
}

TEST_F(PartitionTest, TheTimesOfAPartitionAreThoseOfItsLayers) {
  Register(true);
  protocol::InferRequest request;
  request.device_id = "d";
  request.split = 4;
  request.layers = layers_;
  request.layer_us = {2000, 2000, 2000, 70'000};
  const std::vector<Duration> edge(model_->layer_count() - 4, milliseconds(7));
  ASSERT_TRUE(planner_->TakeInRequest(*model_, request).ok());
  EXPECT_EQ(planner_->TakeInRun(*model_, request, edge, {})->layers, layers_);
  const protocol::DeviceStatus status = planner_->StatusOf(*model_, "d").value();
  EXPECT_EQ(status.layers, layers_);
  for (uint32_t layer = 0; layer < model_->layer_count(); ++layer) {
    const bool is_here = std::find(layers_.begin(), layers_.end(), layer) != layers_.end();
    EXPECT_EQ(status.device_layers[layer].source, is_here ? "measured" : "scaled") << layer;
    EXPECT_EQ(status.edge_layers[layer].source, is_here ? "scaled" : "measured") << layer;
  }
  EXPECT_GT(status.device_layers[4].us, 10'000);
}

TEST_F(PlannerTest, ADeviceOfTheGuideIsNeverToldToLeaveAllToTheEdge) {
  options_.algorithm = "all-edge";
  Restart();
  EXPECT_EQ(planner_->Consult(*model_, "d", Dialect::kGuide, {}).value().split, 1U);
}

TEST_F(PlannerTest, ADeviceOfTheGuideRunsAllUntilItsTimesAreKnown) {
  EXPECT_EQ(planner_->Consult(*model_, "d", Dialect::kGuide, {}).value().split, 3U);
  const std::vector<double> slow{0.5, 0.5, 0.5};
  EXPECT_EQ(planner_->Consult(*model_, "d", Dialect::kGuide, slow).value().split, 1U);
  EXPECT_EQ(planner_->Consult(*model_, "another", Dialect::kGuide, {}).value().split, 3U);
}

TEST_F(PlannerTest, ResultsTeachADeviceOfTheGuide) {
  const std::vector<double> slow{0.5, 0.5, 0.5};
  ASSERT_TRUE(planner_->TakeInTimes(*model_, "d", Dialect::kGuide, slow).ok());
  EXPECT_EQ(planner_->Consult(*model_, "d", Dialect::kGuide, {}).value().split, 1U);
  EXPECT_EQ(planner_->StatusOf(*model_, "d").value().counters.at("reports"), 1U);
}

TEST_F(PlannerTest, TimesOfTheGuideThatCannotBeChangeNothing) {
  const std::vector<double> too_many(4, 0.1);
  const auto refused = planner_->Consult(*model_, "d", Dialect::kGuide, too_many);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("4 layer times, the model 'residual' has 3 layers"));
  EXPECT_FALSE(planner_->TakeInTimes(*model_, "d", Dialect::kGuide, std::vector<double>{-1}).ok());
  EXPECT_FALSE(planner_->StatusOf(*model_, "d").ok());
  EXPECT_EQ(planner_->CurrentStatus().counters["planner"]["rejected_times"], 2U);
}

// Cut 1 holds y alone, cut 2 also z.
TEST_F(PlannerTest, ALegacyDeviceIsNeverToldACutOfTwoTensors) {
  options_.algorithm = "fixed:2";
  Restart();
  EXPECT_EQ(planner_->Consult(*model_, "g", Dialect::kGuide, {}).value().split, 2U);
  EXPECT_EQ(planner_->Consult(*model_, "l", Dialect::kLegacy, {}).value().split, 3U);
}

}  // namespace
}  // namespace sciot::edge
