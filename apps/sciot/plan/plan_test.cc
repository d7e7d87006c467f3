#include "plan.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "testing/digits_model.h"

namespace sciot::app {
namespace {

PlanInput MakeInput(const edge::HostedModel& model) {
  PlanInput input;
  input.device_seconds.assign(model.layer_count(), 0.004);
  input.edge_seconds.assign(model.layer_count(), 0.0001);
  input.link = {std::chrono::milliseconds(5), 1e6, 5e6};
  input.edge_queue = std::chrono::milliseconds(2);
  return input;
}

TEST(PlanTest, PartsAddUpToTheTotal) {
  const auto model = DigitsModel();
  const PlanInput input = MakeInput(*model);
  const Plan plan = MakePlan(*model, input, *decision::MakeAlgorithm("latency").value());
  ASSERT_EQ(plan.splits.size(), model->layer_count() + 1);
  for (size_t k = 0; k < model->layer_count(); ++k) {
    const SplitCost& cost = plan.splits[k];
    EXPECT_NEAR(cost.device, 0.004 * static_cast<double>(k), 1e-9);
    EXPECT_NEAR(cost.edge, 0.002 + 0.0001 * static_cast<double>(model->layer_count() - k), 1e-9);
    EXPECT_NEAR(
        cost.transfer,
        0.005 + static_cast<double>(model->cut_bytes()[k]) / 1e6 + static_cast<double>(model->reply_bytes()[k]) / 5e6,
        1e-9);
    EXPECT_NEAR(cost.device + cost.transfer + cost.edge, cost.total, 1e-12);
  }
  EXPECT_EQ(plan.splits.back().transfer, 0);
  EXPECT_EQ(plan.splits.back().edge, 0);
}

TEST(PlanTest, ChoosesAsTheAlgorithmDoes) {
  const auto model = DigitsModel();
  const PlanInput input = MakeInput(*model);
  const Plan latency = MakePlan(*model, input, *decision::MakeAlgorithm("latency").value());
  const auto least = std::min_element(latency.splits.begin(), latency.splits.end(),
                                      [](const auto& a, const auto& b) { return a.total < b.total; });
  EXPECT_EQ(latency.splits[latency.chosen].total, least->total);
  EXPECT_EQ(latency.chosen, latency.fastest);
  const Plan fixed = MakePlan(*model, input, *decision::MakeAlgorithm("fixed:3").value());
  EXPECT_EQ(fixed.chosen, 3U);
  EXPECT_EQ(fixed.fastest, latency.fastest);
}

TEST(PlanTest, OfEqualTotalsTheLargestSplitIsTheFastest) {
  const auto model = DigitsModel();
  PlanInput input = MakeInput(*model);
  std::fill(input.device_seconds.begin(), input.device_seconds.end(), 0);
  std::fill(input.edge_seconds.begin(), input.edge_seconds.end(), 0);
  const Plan plan = MakePlan(*model, input, *decision::MakeAlgorithm("all-edge").value());
  EXPECT_EQ(plan.fastest, model->layer_count());
  EXPECT_EQ(plan.chosen, 0U);
}

TEST(PlanTest, KeepsToTheLimits) {
  const auto model = DigitsModel();
  PlanInput input = MakeInput(*model);
  input.limits.min_device_layers = 4;
  const Plan plan = MakePlan(*model, input, *decision::MakeAlgorithm("all-edge").value());
  EXPECT_EQ(plan.chosen, 4U);
  EXPECT_FALSE(plan.splits[3].is_allowed);
  EXPECT_TRUE(plan.splits[4].is_allowed);
}

TEST(PlanTest, NamesTheLayersOfASplit) {
  const auto model = DigitsModel();
  const Plan plan = MakePlan(*model, MakeInput(*model), *decision::MakeAlgorithm("fixed:3").value());
  EXPECT_FALSE(plan.is_parted);
  EXPECT_EQ(decision::LayersOf(plan.device_layers), (std::vector<uint32_t>{0, 1, 2}));
  EXPECT_EQ(plan.chosen_cost.total, plan.splits[3].total);
}

// A model with branches, where layer 2 runs badly on the device and layers 3 and 4, which do not need it, at the edge.
TEST(PlanTest, NamesThePartsOfAMinimumCut) {
  const std::string path = std::string(SCIOT_SOURCE_DIR) + "/tests/data/classifier.tflite";
  const auto model = edge::HostedModel::Load({"classifier", path}, {}).value();
  PlanInput input;
  input.device_seconds.assign(model->layer_count(), 0.1);
  input.edge_seconds.assign(model->layer_count(), 0.001);
  for (const size_t layer : {0U, 1U, 3U, 4U}) input.device_seconds[layer] = 0.001;
  for (const size_t layer : {3U, 4U}) input.edge_seconds[layer] = 0.1;
  input.link = {std::chrono::milliseconds(5), 1e6, 5e6};
  input.edge_queue = std::chrono::milliseconds(2);
  const Plan plan = MakePlan(*model, input, *decision::MakeAlgorithm("min-cut").value());
  EXPECT_TRUE(plan.is_parted);
  EXPECT_EQ(decision::LayersOf(plan.device_layers), (std::vector<uint32_t>{0, 1, 3, 4}));
  EXPECT_EQ(plan.chosen, 4U);
  const SplitCost& cost = plan.chosen_cost;
  EXPECT_LT(cost.total, plan.splits[plan.fastest].total);
  EXPECT_NEAR(cost.device, 0.004, 1e-9);
  EXPECT_NEAR(cost.edge, 0.002 + 0.001 * static_cast<double>(model->layer_count() - 4), 1e-9);
  EXPECT_NEAR(cost.transfer,
              0.005 + static_cast<double>(cost.bytes_sent) / 1e6 + static_cast<double>(model->reply_bytes()[0]) / 5e6,
              1e-9);
  EXPECT_EQ(MakePlan(*model, input, *decision::MakeAlgorithm("latency").value()).chosen, plan.fastest);
}

}  // namespace
}  // namespace sciot::app
