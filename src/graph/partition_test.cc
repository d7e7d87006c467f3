#include "graph/partition.h"

#include <gmock/gmock.h>

#include "graph/cut.h"
#include "graph/order.h"

namespace sciot::graph {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Layer 0 feeds layers 1 and 2, layer 3 adds what they make. Layer 1 has two nodes.
Graph Diamond() {
  Graph graph;
  for (int i = 0; i < 6; ++i) graph.tensors.push_back({{"t", DataType::kFloat32, {1, 4}}, {}, {}});
  graph.nodes = {{OpCode::kRelu, {0}, {1}, {}, 0},
                 {OpCode::kRelu, {1}, {2}, {}, 1},
                 {OpCode::kRelu, {2}, {3}, {}, 2},
                 {OpCode::kNeg, {1}, {4}, {}, 3},
                 {OpCode::kAdd, {3, 4}, {5}, {}, 4}};
  graph.layers = {{"first", 0, 1}, {"long", 1, 3}, {"short", 3, 4}, {"add", 4, 5}};
  graph.inputs = {0};
  graph.outputs = {5};
  return graph;
}

TEST(OrderTest, TheNamedLayersComeFirst) {
  EXPECT_THAT(FirstInOrder(std::vector<uint32_t>{0, 2}, 4), ElementsAre(0, 2, 1, 3));
  EXPECT_THAT(FirstInOrder({}, 2), ElementsAre(0, 1));
}

TEST(OrderTest, ABranchBecomesAPrefix) {
  const Graph reordered = Reorder(Diamond(), std::vector<uint32_t>{0, 2, 1, 3});
  std::vector<std::string> names;
  for (const Layer& layer : reordered.layers) names.push_back(layer.name);
  EXPECT_THAT(names, ElementsAre("first", "short", "long", "add"));
  EXPECT_EQ(reordered.layers[2].first_node, 2U);
  EXPECT_EQ(reordered.layers[2].end_node, 4U);
  std::vector<uint32_t> operators;
  for (const Node& node : reordered.nodes) operators.push_back(node.file_operator);
  EXPECT_THAT(operators, ElementsAre(0, 3, 1, 2, 4));
  EXPECT_THAT(ComputeCuts(reordered)[2].tensors, ElementsAre(1, 4));
}

TEST(OrderTest, OnlySetsThatNeedNothingFromTheOthersAreClosed) {
  EXPECT_TRUE(CheckClosed(Diamond(), std::vector<uint32_t>{0, 2}).ok());
  EXPECT_TRUE(CheckClosed(Diamond(), {}).ok());
  const auto fault = [](const std::vector<uint32_t>& layers) { return CheckClosed(Diamond(), layers).error().message; };
  EXPECT_THAT(fault({0, 2, 3}), HasSubstr("layer 3 reads t3, which none"));
  EXPECT_THAT(fault({1}), HasSubstr("layer 1 reads t1"));
  EXPECT_THAT(fault({0, 4}), HasSubstr("layer 4 is out of range 0..3"));
  EXPECT_THAT(fault({0, 0}), HasSubstr("layer 0 comes after layer 0"));
  EXPECT_THAT(fault({1, 0}), HasSubstr("layer 0 comes after layer 1"));
}

TEST(PartitionTest, IsASplitOfAnotherOrder) {
  const auto model = std::make_shared<const Graph>(Diamond());
  const Partition partition = MakePartition(model, std::vector<uint32_t>{0, 2}).value();
  EXPECT_EQ(partition.split, 2U);
  EXPECT_THAT(partition.cut, ElementsAre(1, 4));
  EXPECT_THAT(partition.device_layers(), ElementsAre(0, 2));
  EXPECT_THAT(partition.edge_layers(), ElementsAre(1, 3));
  EXPECT_EQ(partition.graph->layers[1].name, "short");
  EXPECT_THAT(MakePartition(model, std::vector<uint32_t>{3}).error().message, HasSubstr("layer 3 reads"));
}

TEST(PartitionTest, ASplitIsOneInTheModelsOrder) {
  const auto model = std::make_shared<const Graph>(Diamond());
  const Partition partition = SplitPartition(model, 2);
  EXPECT_EQ(partition.graph, model);
  EXPECT_THAT(partition.cut, ElementsAre(1, 3));
  EXPECT_THAT(partition.order, ElementsAre(0, 1, 2, 3));
}

}  // namespace
}  // namespace sciot::graph
