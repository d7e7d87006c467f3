#include <gtest/gtest.h>

#include "engine/testing/run_graph.h"

namespace sciot::engine {
namespace {

using graph::OpCode;

void ExpectClamped(OpCode op, const graph::Clamp& clamp, const Shape& shape) {
  SCOPED_TRACE(ToString(shape));
  GraphBuilder builder;
  builder.Node(op, {builder.Input(shape)}, shape, graph::ActivationOptions{clamp});
  const auto input = RandomFloats(shape, 1, 10.0F);
  std::vector<float> expected;
  for (float value : input) expected.push_back(value < clamp.min ? clamp.min : value > clamp.max ? clamp.max : value);
  EXPECT_EQ(OutputFault(builder.Build(), {input}, expected), "");
}

TEST(ClampTest, ReluOfAnyRank) {
  for (const Shape& shape : {Shape{}, {1}, {19}, {3, 5}, {1, 7, 5, 3}, {2, 1, 3, 2, 2, 1, 5}}) {
    ExpectClamped(OpCode::kRelu, kReluClamp, shape);
  }
}

TEST(ClampTest, Relu6OfAnyRank) {
  for (const Shape& shape : {Shape{}, {19}, {1, 7, 5, 3}, {1, 48, 48, 8}}) {
    ExpectClamped(OpCode::kRelu6, kRelu6Clamp, shape);
  }
}

}  // namespace
}  // namespace sciot::engine
