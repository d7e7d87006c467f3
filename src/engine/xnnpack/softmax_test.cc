#include <gtest/gtest.h>

#include "engine/testing/run_graph.h"

namespace sciot::engine {
namespace {

std::vector<float> Naive(const std::vector<float>& input, size_t channels, float beta) {
  std::vector<float> result(input.size());
  for (size_t row = 0; row < input.size(); row += channels) {
    double sum = 0.0;
    for (size_t i = row; i < row + channels; ++i) sum += std::exp(static_cast<double>(beta * input[i]));
    for (size_t i = row; i < row + channels; ++i) {
      result[i] = static_cast<float>(std::exp(static_cast<double>(beta * input[i])) / sum);
    }
  }
  return result;
}

std::shared_ptr<const graph::Graph> SoftmaxGraph(const Shape& shape, float beta) {
  GraphBuilder builder;
  builder.Node(graph::OpCode::kSoftmax, {builder.Input(shape)}, shape, graph::SoftmaxOptions{beta});
  return builder.Build();
}

TEST(SoftmaxTest, MatchesItsDefinition) {
  for (float beta : {1.0F, 0.5F, 3.0F, -1.0F, 0.0F}) {
    for (const Shape& shape : {Shape{}, {1}, {10}, {1, 1000}, {3, 7}, {1, 12, 12, 11}}) {
      SCOPED_TRACE(ToString(shape) + " beta " + std::to_string(beta));
      const auto input = RandomFloats(shape, 1, 5.0F);
      const size_t channels = shape.empty() ? 1 : static_cast<size_t>(shape.back());
      EXPECT_EQ(OutputFault(SoftmaxGraph(shape, beta), {input}, Naive(input, channels, beta)), "");
    }
  }
}

TEST(SoftmaxTest, LargeValuesDoNotOverflow) {
  for (float beta : {1.0F, 2.0F, -2.0F}) {
    EXPECT_EQ(OutputFault(SoftmaxGraph({1, 2}, beta), {{1000.0F, 1000.0F}}, {0.5F, 0.5F}), "");
  }
  EXPECT_EQ(OutputFault(SoftmaxGraph({1, 2}, -1.0F), {{-1000.0F, 1000.0F}}, {1.0F, 0.0F}), "");
}

}  // namespace
}  // namespace sciot::engine
