#include "edge/model_dataflow.h"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "decision/min_cut.h"
#include "graph/cut.h"
#include "graph/order.h"
#include "model/model.h"

namespace sciot::edge {
namespace {

using ::testing::ElementsAre;

// Branches, several outputs, and tensors that are read late.
const std::vector<const char*>& Models() {
  static const std::vector<const char*> models{SCIOT_SOURCE_DIR "/models/fomo_digits.tflite",
                                               SCIOT_SOURCE_DIR "/tests/data/classifier.tflite"};
  return models;
}

TEST(ModelDataflowTest, SaysWhoMakesAndWhoReads) {
  graph::Graph graph;
  for (int i = 0; i < 5; ++i) graph.tensors.push_back({{"t", DataType::kFloat32, {1, i + 1}}, {}, {}});
  graph.nodes = {{graph::OpCode::kRelu, {0}, {1}, {}, 0},
                 {graph::OpCode::kRelu, {1}, {2}, {}, 1},
                 {graph::OpCode::kAdd, {2, 1}, {3}, {}, 2},
                 {graph::OpCode::kAdd, {1, graph::kAbsentTensor}, {4}, {}, 3}};
  graph.layers = {{"a", 0, 1}, {"b", 1, 3}, {"c", 3, 4}};
  graph.inputs = {0};
  graph.outputs = {3, 4};
  const decision::Dataflow dataflow = DataflowOf(graph);
  EXPECT_THAT(dataflow.reply_bytes, ElementsAre(0, 16, 20));
  ASSERT_EQ(dataflow.tensors.size(), 5U);
  EXPECT_EQ(dataflow.tensors[0].maker, std::nullopt);
  EXPECT_THAT(dataflow.tensors[0].readers, ElementsAre(0));
  EXPECT_EQ(dataflow.tensors[1].maker, 0U);
  EXPECT_EQ(dataflow.tensors[1].bytes, 8U);
  EXPECT_THAT(dataflow.tensors[1].readers, ElementsAre(1, 2));
  EXPECT_THAT(dataflow.tensors[2].readers, ElementsAre());  // within layer 1
}

class ModelTest : public testing::TestWithParam<size_t> {
 protected:
  std::shared_ptr<const model::Model> model_ = model::LoadModel(Models()[GetParam()], {}).value();
  decision::Dataflow dataflow_ = DataflowOf(model_->graph());
};

TEST_P(ModelTest, EverySplitSendsTheBytesOfItsCut) {
  decision::DeviceLayers device(model_->layer_count());
  for (size_t k = 0; k <= model_->layer_count(); ++k) {
    EXPECT_EQ(decision::SentBytes(dataflow_, device), model_->cuts()[k].bytes) << k;
    if (k < model_->layer_count()) device[k] = true;
  }
}

// By the model's own bytes, and by times and links of all kinds.
TEST_P(ModelTest, NoSplitIsBetterThanTheMinimumCut) {
  std::mt19937 random(1);
  const size_t layers = model_->layer_count();
  for (int trial = 0; trial < 200; ++trial) {
    const auto draw = [&](double least, double most) {
      return std::exp(std::uniform_real_distribution(least, most)(random));
    };
    std::vector<double> device, edge;
    for (size_t i = 0; i < layers; ++i) {
      device.push_back(draw(-12, -5));
      edge.push_back(device.back() * draw(-4, 1));
    }
    const double per_byte = draw(-18, -10);
    const decision::PartitionCosts costs{device, edge, per_byte, per_byte, draw(-8, -3), 0};
    const decision::DeviceLayers best = decision::MinCut(dataflow_, costs);
    const double least = decision::PartitionCost(dataflow_, costs, best);
    decision::DeviceLayers split(layers);
    for (size_t k = 0; k <= layers; ++k) {
      EXPECT_LE(least, decision::PartitionCost(dataflow_, costs, split) * (1 + 1e-12))
          << "trial " << trial << " split " << k;
      if (k < layers) split[k] = true;
    }
    EXPECT_TRUE(graph::CheckClosed(model_->graph(), decision::LayersOf(best)).ok()) << trial;
  }
}

INSTANTIATE_TEST_SUITE_P(Models, ModelTest, testing::Range<size_t>(0, 2));

}  // namespace
}  // namespace sciot::edge
