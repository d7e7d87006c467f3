#include "graph/cut.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sciot::graph {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A chain 0 → 1 → 2 → 3 of one-node layers where layer 2 also reads tensor 1 (a residual connection) and
// tensor 2 is an output beside tensor 3.
Graph ResidualGraph() {
  Graph graph;
  for (int i = 0; i < 4; ++i) graph.tensors.push_back({{"t", DataType::kFloat32, {1, i + 1}}, {}, {}});
  graph.nodes = {
      {OpCode::kRelu, {0}, {1}, {}, 0}, {OpCode::kRelu, {1}, {2}, {}, 0}, {OpCode::kAdd, {2, 1}, {3}, {}, 0}};
  graph.layers = {{"a", 0, 1}, {"b", 1, 2}, {"c", 2, 3}};
  graph.inputs = {0};
  graph.outputs = {2, 3};
  return graph;
}

TEST(CutTest, EveryLiveTensorTravels) {
  const auto cuts = ComputeCuts(ResidualGraph());
  ASSERT_EQ(cuts.size(), 4U);
  EXPECT_THAT(cuts[0].tensors, ElementsAre(0));
  EXPECT_THAT(cuts[1].tensors, ElementsAre(1));
  EXPECT_THAT(cuts[2].tensors, ElementsAre(1, 2));
  EXPECT_EQ(cuts[2].bytes, 20U);
  EXPECT_THAT(cuts[3].tensors, IsEmpty());
}

TEST(CutTest, AnInputReadLateTravelsAtEverySplitBefore) {
  Graph graph = ResidualGraph();
  graph.nodes[2].inputs = {2, 0};
  EXPECT_THAT(ComputeCuts(graph)[2].tensors, ElementsAre(0, 2));
}

TEST(CutTest, OneCutIsThatOfAll) {
  Graph graph = ResidualGraph();
  graph.nodes[2].inputs = {2, 0};
  const auto cuts = ComputeCuts(graph);
  for (size_t k = 0; k < cuts.size(); ++k) {
    EXPECT_EQ(CutAt(graph, k).tensors, cuts[k].tensors) << k;
    EXPECT_EQ(CutAt(graph, k).bytes, cuts[k].bytes) << k;
  }
}

TEST(CutTest, OutputsBelongToTheLayersThatMakeThem) {
  const Graph graph = ResidualGraph();
  EXPECT_THAT(OutputsMadeBy(graph, 0, 2), ElementsAre(2));
  EXPECT_THAT(OutputsMadeBy(graph, 2, 3), ElementsAre(3));
  EXPECT_THAT(OutputsMadeBy(graph, 0, 3), ElementsAre(2, 3));
}

}  // namespace
}  // namespace sciot::graph
