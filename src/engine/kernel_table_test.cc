#include "engine/kernel_table.h"

#include <gtest/gtest.h>

#include "engine/testing/run_graph.h"

namespace sciot::engine {
namespace {

using graph::OpCode;

constexpr auto kUnknownOp = static_cast<OpCode>(4242);

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
