#include "engine/kernel_table.h"

#include <gtest/gtest.h>

#include "engine/testing/run_graph.h"

namespace sciot::engine {
namespace {

using graph::OpCode;

constexpr auto kUnknownOp = static_cast<OpCode>(4242);

// A switch without default, so that the compiler names an operator that is added to the enum but not here.
bool IsNamed(OpCode op) {
  switch (op) {
    case OpCode::kAdd:
    case OpCode::kAveragePool2D:
    case OpCode::kConcatenation:
    case OpCode::kConv2D:
    case OpCode::kDepthwiseConv2D:
    case OpCode::kFullyConnected:
    case OpCode::kLogistic:
    case OpCode::kMaxPool2D:
    case OpCode::kMul:
    case OpCode::kRelu:
    case OpCode::kRelu6:
    case OpCode::kReshape:
    case OpCode::kSoftmax:
    case OpCode::kPad:
    case OpCode::kMean:
    case OpCode::kSub:
      return true;
  }
  return false;
}

TEST(KernelTableTest, EveryNamedOperatorAndNoOtherHasAKernel) {
  for (int32_t number = -1; number < 1000; ++number) {
    const auto op = static_cast<OpCode>(number);
    EXPECT_EQ(HasKernel(op), IsNamed(op)) << number;
  }
}

TEST(KernelTableTest, AnUnknownOperatorIsNamedWithItsNode) {
  GraphBuilder builder;
  const auto relu = builder.Node(OpCode::kRelu, {builder.Input({4})}, {4}, graph::ActivationOptions{kReluClamp});
  builder.Node(kUnknownOp, {relu}, {4});
  const Error error = CreationError(builder.Build());
  EXPECT_EQ(error.code, ErrorCode::kUnsupported);
  EXPECT_EQ(error.message, "node 1 (op 4242): no kernel runs this operator");
}

TEST(KernelTableTest, AnUnsupportedTypeIsNamedWithItsNode) {
  GraphBuilder builder;
  builder.Node(OpCode::kLogistic, {builder.Input({4}, DataType::kInt8)}, {4}, {}, DataType::kInt8);
  const Error error = CreationError(builder.Build());
  EXPECT_EQ(error.code, ErrorCode::kUnsupported);
  EXPECT_EQ(error.message, "node 0 (op 14): tensor 0 has type INT8, this operator runs on FP32");
}

TEST(KernelTableTest, AnUnsupportedOutputTypeIsNamedToo) {
  GraphBuilder builder;
  builder.Node(OpCode::kMean, {builder.Input({4})}, {1}, graph::ReduceOptions{{0}}, DataType::kUint8);
  EXPECT_EQ(CreationError(builder.Build()).message,
            "node 0 (op 40): tensor 1 has type UINT8, this operator runs on FP32");
}

}  // namespace
}  // namespace sciot::engine
