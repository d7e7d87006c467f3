#include <gtest/gtest.h>

#include <ostream>

#include "engine/testing/run_graph.h"

namespace sciot::engine {
namespace {

using graph::OpCode;

float Apply(OpCode op, float a, float b) {
  if (op == OpCode::kAdd) return a + b;
  return op == OpCode::kSub ? a - b : a * b;
}

// The element of an operand that broadcasting pairs with element `flat` of the output.
size_t Broadcast(const Shape& operand, const Shape& output, size_t flat) {
  size_t index = 0;
  size_t stride = 1;
  for (size_t back = 1; back <= output.size(); ++back) {
    const auto size = static_cast<size_t>(output[output.size() - back]);
    if (back <= operand.size()) {
      const auto own = static_cast<size_t>(operand[operand.size() - back]);
      index += (own == 1 ? 0 : flat % size) * stride;
      stride *= own;
    }
    flat /= size;
  }
  return index;
}

struct Case {
  const char* name;
  Shape left;
  Shape right;
  Shape output;
  graph::Clamp clamp = kNoClamp;
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.name;
}

std::vector<float> Naive(OpCode op, const Case& c, const std::vector<float>& left, const std::vector<float>& right) {
  std::vector<float> result(ElementCount(c.output).value());
  for (size_t i = 0; i < result.size(); ++i) {
    const float value = Apply(op, left[Broadcast(c.left, c.output, i)], right[Broadcast(c.right, c.output, i)]);
    result[i] = std::clamp(value, c.clamp.min, c.clamp.max);
  }
  return result;
}

class BinaryTest : public testing::TestWithParam<std::tuple<OpCode, Case>> {
 protected:
  void SetUp() override {
    const Case& c = std::get<1>(GetParam());
    left_ = RandomFloats(c.left, 1);
    right_ = RandomFloats(c.right, 2);
    expected_ = Naive(op(), c, left_, right_);
  }

  OpCode op() const { return std::get<0>(GetParam()); }
  const Case& c() const { return std::get<1>(GetParam()); }
  std::shared_ptr<const graph::Graph> Finish(graph::TensorId left, graph::TensorId right) {
    builder_.Node(op(), {left, right}, c().output, graph::BinaryOptions{c().clamp});
    return builder_.Build();
  }

  GraphBuilder builder_;
  std::vector<float> left_, right_, expected_;
};

TEST_P(BinaryTest, OfTwoRunTimeOperands) {
  const auto left = builder_.Input(c().left);
  EXPECT_EQ(OutputFault(Finish(left, builder_.Input(c().right)), {left_, right_}, expected_), "");
}

TEST_P(BinaryTest, WithAConstantOnTheLeft) {
  const auto left = builder_.Constant(c().left, left_);
  EXPECT_EQ(OutputFault(Finish(left, builder_.Input(c().right)), {right_}, expected_), "");
}

TEST_P(BinaryTest, WithAConstantOnTheRight) {
  const auto left = builder_.Input(c().left);
  EXPECT_EQ(OutputFault(Finish(left, builder_.Constant(c().right, right_)), {left_}, expected_), "");
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, BinaryTest,
    testing::Combine(
        testing::Values(OpCode::kAdd, OpCode::kSub, OpCode::kMul),
        testing::Values(Case{"same", {1, 5, 7, 3}, {1, 5, 7, 3}, {1, 5, 7, 3}},
                        Case{"clamped", {2, 9}, {2, 9}, {2, 9}, {-0.25F, 0.5F}},
                        Case{"channels", {1, 5, 7, 3}, {3}, {1, 5, 7, 3}, kReluClamp},
                        Case{"left_channels", {3}, {1, 5, 7, 3}, {1, 5, 7, 3}}, Case{"scalar", {4, 6}, {}, {4, 6}},
                        Case{"left_scalar", {}, {4, 6}, {4, 6}}, Case{"two_scalars", {}, {}, {}},
                        Case{"rank_one", {11}, {1}, {11}}, Case{"rows", {4, 1, 3}, {1, 5, 1}, {4, 5, 3}},
                        Case{"both_ways", {2, 1, 3, 1, 5}, {4, 1, 6, 1}, {2, 4, 3, 6, 5}},
                        Case{"rank_six", {2, 1, 2, 1, 2, 3}, {1, 3, 1, 3, 1, 3}, {2, 3, 2, 3, 2, 3}},
                        Case{"rank_seven", {2, 1, 2, 1, 2, 1, 3}, {3, 1, 3, 1, 2, 1}, {2, 3, 2, 3, 2, 2, 3}},
                        Case{"rank_eight", {2, 1, 1, 2, 1, 2, 1, 3}, {3}, {2, 1, 1, 2, 1, 2, 1, 3}, kRelu6Clamp})),
    [](const auto& test) {
      const OpCode op = std::get<0>(test.param);
      const std::string prefix = op == OpCode::kAdd ? "add_" : op == OpCode::kSub ? "sub_" : "mul_";
      return prefix + std::get<1>(test.param).name;
    });

TEST(BinaryErrorTest, RanksBeyondTheReferenceAreUnsupported) {
  GraphBuilder builder;
  const Shape shape(9, 1);
  const auto left = builder.Input(shape);
  builder.Node(OpCode::kAdd, {left, left}, shape, graph::BinaryOptions{kNoClamp});
  const Error error = CreationError(builder.Build());
  EXPECT_EQ(error.code, ErrorCode::kUnsupported);
  EXPECT_EQ(error.message, "node 0 (op 0): rank 9 exceeds 8");
}

TEST(BinaryErrorTest, AnEmptyClampIsRefused) {
  GraphBuilder builder;
  const auto left = builder.Input({2});
  builder.Node(OpCode::kAdd, {left, left}, {2}, graph::BinaryOptions{{1.0F, -1.0F}});
  EXPECT_EQ(CreationError(builder.Build()).code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace sciot::engine
