#include "graph/prefix_memory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace sciot::graph {
namespace {

using testing::ElementsAre;

constexpr std::array<std::byte, 100> kWeights{};

// Tensors of 4, 8, 12 and 16 bytes in a chain of layers; tensor 4 is a constant of 100 bytes.
Graph Chain() {
  Graph graph;
  for (int i = 0; i < 4; ++i) graph.tensors.push_back({{"t", DataType::kFloat32, {1, i + 1}}, {}, {}});
  graph.tensors.push_back({{"w", DataType::kFloat32, {25}}, {}, kWeights});
  graph.nodes = {
      {OpCode::kRelu, {0}, {1}, {}, 0}, {OpCode::kMul, {1, 4}, {2}, {}, 0}, {OpCode::kMul, {2, 4}, {3}, {}, 0}};
  graph.layers = {{"a", 0, 1}, {"b", 1, 2}, {"c", 2, 3}};
  graph.inputs = {0};
  graph.outputs = {3};
  return graph;
}

TEST(PrefixMemoryTest, ThePeakAndEveryConstantOnce) {
  EXPECT_THAT(PrefixMemory(Chain()), ElementsAre(4, 4 + 8, 8 + 12 + 100, 12 + 16 + 100));
}

TEST(PrefixMemoryTest, WhatIsReadLateStays) {
  Graph graph = Chain();
  graph.nodes[2].inputs = {2, 0};
  EXPECT_THAT(PrefixMemory(graph), ElementsAre(4, 4 + 8, 4 + 8 + 12 + 100, 4 + 12 + 16 + 100));
}

TEST(PrefixMemoryTest, OutputsStayToTheEnd) {
  Graph graph = Chain();
  graph.outputs = {1, 3};
  EXPECT_THAT(PrefixMemory(graph), ElementsAre(4, 4 + 8, 8 + 12 + 100, 8 + 12 + 16 + 100));
}

}  // namespace
}  // namespace sciot::graph
