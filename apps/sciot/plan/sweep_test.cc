#include "sweep.h"

#include <gtest/gtest.h>

#include "link_units.h"
#include "testing/digits_model.h"

namespace sciot::app {
namespace {

PlanInput MakeInput(const edge::HostedModel& model) {
  PlanInput input;
  input.device_seconds.assign(model.layer_count(), 0.004);
  input.edge_seconds.assign(model.layer_count(), 0.0001);
  input.link = {std::chrono::milliseconds(5), 1e6, 5e6};
  return input;
}

TEST(SweepTest, AFasterLinkLeavesMoreToTheEdge) {
  const auto model = DigitsModel();
  const auto points = SweepLink(*model, MakeInput(*model), *decision::MakeAlgorithm("latency").value(),
                                Swept::kBandwidth, {0.01, 1000, 11});
  ASSERT_EQ(points.size(), 11U);
  EXPECT_DOUBLE_EQ(points.front().value, 0.01);
  EXPECT_NEAR(points.back().value, 1000, 1e-9);
  EXPECT_EQ(points.front().chosen, model->layer_count());
  EXPECT_EQ(points.back().chosen, 0U);
  for (size_t i = 1; i < points.size(); ++i) {
    EXPECT_LE(points[i].chosen_seconds, points[i - 1].chosen_seconds);
    EXPECT_NEAR(points[i].value / points[i - 1].value, points[1].value / points[0].value, 1e-9);
  }
}

TEST(SweepTest, EachPointIsThePlanOfItsLink) {
  const auto model = DigitsModel();
  const auto algorithm = decision::MakeAlgorithm("latency").value();
  const PlanInput input = MakeInput(*model);
  for (const SweepPoint& point : SweepLink(*model, input, *algorithm, Swept::kBandwidth, {1, 100, 3})) {
    PlanInput at = input;
    at.link.uplink_bytes_per_second = MbitToBytes(point.value);
    at.link.downlink_bytes_per_second = 5 * MbitToBytes(point.value);
    const Plan plan = MakePlan(*model, at, *algorithm);
    EXPECT_EQ(point.chosen, plan.chosen);
    EXPECT_NEAR(point.chosen_seconds, plan.splits[plan.chosen].total, 1e-12);
    EXPECT_NEAR(point.all_edge_seconds, plan.splits.front().total, 1e-12);
    EXPECT_NEAR(point.all_device_seconds, plan.splits.back().total, 1e-12);
  }
  for (const SweepPoint& point : SweepLink(*model, input, *algorithm, Swept::kRtt, {1, 100, 3})) {
    PlanInput at = input;
    at.link.rtt = MillisecondsToDuration(point.value);
    EXPECT_NEAR(point.all_edge_seconds, MakePlan(*model, at, *algorithm).splits.front().total, 1e-12);
  }
}

}  // namespace
}  // namespace sciot::app
