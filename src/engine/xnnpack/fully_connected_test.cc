#include <gtest/gtest.h>

#include <ostream>

#include "engine/testing/run_graph.h"

namespace sciot::engine {
namespace {

using graph::OpCode;

std::vector<float> Naive(const std::vector<float>& input, const std::vector<float>& filter,
                         const std::vector<float>& bias, size_t outputs, const graph::Clamp& clamp) {
  const size_t inputs = filter.size() / outputs;
  std::vector<float> result;
  for (size_t row = 0; row < input.size() / inputs; ++row) {
    for (size_t o = 0; o < outputs; ++o) {
      double sum = bias.empty() ? 0.0 : static_cast<double>(bias[o]);
      for (size_t i = 0; i < inputs; ++i) {
        sum += static_cast<double>(input[row * inputs + i]) * static_cast<double>(filter[o * inputs + i]);
      }
      result.push_back(std::clamp(static_cast<float>(sum), clamp.min, clamp.max));
    }
  }
  return result;
}

struct Case {
  const char* name;
  Shape input;
  Shape filter;
  Shape output;
  graph::Clamp clamp = kNoClamp;
  bool bias = true;
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.name;
}

class FullyConnectedTest : public testing::TestWithParam<Case> {};

TEST_P(FullyConnectedTest, MatchesItsDefinition) {
  const Case& c = GetParam();
  const auto outputs = static_cast<size_t>(c.filter[0]);
  const auto input = RandomFloats(c.input, 1);
  const auto filter = RandomFloats(c.filter, 2);
  const auto bias = c.bias ? RandomFloats(outputs, 3) : std::vector<float>{};
  GraphBuilder builder;
  std::vector<graph::TensorId> inputs = {builder.Input(c.input), builder.Constant(c.filter, filter)};
  inputs.push_back(c.bias ? builder.Constant({c.filter[0]}, bias) : graph::kAbsentTensor);
  builder.Node(OpCode::kFullyConnected, inputs, c.output, graph::FullyConnectedOptions{c.clamp});
  EXPECT_EQ(OutputFault(builder.Build(), {input}, Naive(input, filter, bias, outputs, c.clamp)), "");
}

INSTANTIATE_TEST_SUITE_P(Shapes, FullyConnectedTest,
                         testing::Values(Case{"vector", {1, 64}, {10, 64}, {1, 10}},
                                         Case{"batch", {7, 33}, {12, 33}, {7, 12}, kReluClamp},
                                         Case{"image_flattened", {1, 3, 4, 5}, {6, 60}, {1, 6}},
                                         Case{"dimensions_kept", {2, 3, 8}, {5, 8}, {2, 3, 5}, kRelu6Clamp},
                                         Case{"rank_one", {8}, {3, 8}, {1, 3}}, Case{"single", {1, 1}, {1, 1}, {1, 1}},
                                         Case{"without_bias", {2, 16}, {4, 16}, {2, 4}, kNoClamp, false}),
                         [](const auto& test) { return test.param.name; });

TEST(FullyConnectedErrorTest, AFilterMadeAtRunTimeIsUnsupported) {
  GraphBuilder builder;
  const auto input = builder.Input({1, 4});
  const auto filter = builder.Input({2, 4});
  builder.Node(OpCode::kFullyConnected, {input, filter}, {1, 2}, graph::FullyConnectedOptions{kNoClamp});
  const Error error = CreationError(builder.Build());
  EXPECT_EQ(error.code, ErrorCode::kUnsupported);
  EXPECT_NE(error.message.find("node 0 (op 9)"), std::string::npos) << error.message;
}

TEST(FullyConnectedErrorTest, AFilterThatDoesNotFitIsRefused) {
  GraphBuilder builder;
  const auto input = builder.Input({1, 5});
  const auto filter = builder.Constant({2, 4}, RandomFloats(8, 1));
  builder.Node(OpCode::kFullyConnected, {input, filter}, {1, 2}, graph::FullyConnectedOptions{kNoClamp});
  EXPECT_EQ(CreationError(builder.Build()).code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace sciot::engine
