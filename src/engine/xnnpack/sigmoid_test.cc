#include <gtest/gtest.h>

#include "engine/testing/run_graph.h"

namespace sciot::engine {
namespace {

std::shared_ptr<const graph::Graph> LogisticGraph(const Shape& shape) {
  GraphBuilder builder;
  builder.Node(graph::OpCode::kLogistic, {builder.Input(shape)}, shape);
  return builder.Build();
}

TEST(SigmoidTest, MatchesItsDefinition) {
  for (const Shape& shape : {Shape{}, {1}, {21}, {4, 9}, {1, 48, 48, 3}}) {
    SCOPED_TRACE(ToString(shape));
    const auto input = RandomFloats(shape, 1, 12.0F);
    std::vector<float> expected;
    for (float x : input) expected.push_back(static_cast<float>(1.0 / (1.0 + std::exp(-static_cast<double>(x)))));
    EXPECT_EQ(OutputFault(LogisticGraph(shape), {input}, expected), "");
  }
}

TEST(SigmoidTest, SaturatesWithoutOverflow) {
  EXPECT_EQ(OutputFault(LogisticGraph({4}), {{-1000.0F, 1000.0F, -kInfinity, kInfinity}}, {0.0F, 1.0F, 0.0F, 1.0F}),
            "");
}

}  // namespace
}  // namespace sciot::engine
