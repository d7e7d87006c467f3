#include "engine/multiply_add.h"

#include <gtest/gtest.h>

#include "engine/testing/run_graph.h"

namespace sciot::engine {
namespace {

using graph::OpCode;
using graph::TensorId;

constexpr int kChannels = 5;
const Shape kShape{1, 7, 3, kChannels};

// input * scale + bias; the constants' shapes may differ.
struct Pair {
  explicit Pair(const Shape& scale_shape = {kChannels}, const Shape& bias_shape = {1, 1, 1, kChannels},
                graph::Clamp clamp = kNoClamp)
      : scale(RandomFloats(scale_shape, 2)), bias(RandomFloats(bias_shape, 3)) {
    product = builder.Node(OpCode::kMul, {builder.Constant(scale_shape, scale), input}, kShape,
                           graph::BinaryOptions{kNoClamp});
    builder.Node(OpCode::kAdd, {product, builder.Constant(bias_shape, bias)}, kShape, graph::BinaryOptions{clamp});
  }

  std::optional<MultiplyAdd> Find() {
    const auto graph = builder.Build();
    return FindMultiplyAdd(*graph, graph->layers[0], 0, CountReaders(*graph));
  }

  std::vector<float> Expected(const std::vector<float>& values, graph::Clamp clamp = kNoClamp) const {
    std::vector<float> result;
    for (size_t i = 0; i < values.size(); ++i) {
      const float value = values[i] * scale[i % scale.size()] + bias[i % bias.size()];
      result.push_back(std::clamp(value, clamp.min, clamp.max));
    }
    return result;
  }

  GraphBuilder builder;
  std::vector<float> scale, bias;
  TensorId input = builder.Input(kShape);
  TensorId product = 0;
};

TEST(MultiplyAddTest, OneLayerIsOneStepWithTheSameResult) {
  const std::vector<float> input = RandomFloats(kShape, 1);
  for (const graph::Clamp clamp : {kNoClamp, kReluClamp}) {
    Pair pair({kChannels}, {1, 1, 1, kChannels}, clamp);
    pair.builder.JoinLastLayers();
    ASSERT_TRUE(pair.Find().has_value());
    EXPECT_EQ(OutputFault(pair.builder.Build(), {input}, pair.Expected(input, clamp)), "");
  }
}

TEST(MultiplyAddTest, AConstantMayStandForAllChannels) {
  const std::vector<float> input = RandomFloats(kShape, 1);
  Pair pair({1}, {kChannels});
  pair.builder.JoinLastLayers();
  ASSERT_TRUE(pair.Find().has_value());
  EXPECT_EQ(OutputFault(pair.builder.Build(), {input}, pair.Expected(input)), "");
}

TEST(MultiplyAddTest, TwoLayersStayApart) {
  EXPECT_FALSE(Pair().Find().has_value());
}

TEST(MultiplyAddTest, WhatOthersReadIsMade) {
  Pair pair;
  pair.builder.JoinLastLayers();
  pair.builder.Node(OpCode::kRelu, {pair.product}, kShape, graph::ActivationOptions{kReluClamp});
  EXPECT_FALSE(pair.Find().has_value());
}

TEST(MultiplyAddTest, ConstantsThatAreNotByChannelAreNone) {
  Pair pair({7, 1, 1}, {kChannels});
  pair.builder.JoinLastLayers();
  EXPECT_FALSE(pair.Find().has_value());
}

}  // namespace
}  // namespace sciot::engine
