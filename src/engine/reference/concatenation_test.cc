#include <gtest/gtest.h>

#include "engine/testing/run_graph.h"

namespace sciot::engine {
namespace {

using graph::OpCode;

TEST(ConcatenationTest, JoinsTheLastDimension) {
  GraphBuilder builder;
  const auto a = builder.Input({2, 1});
  const auto b = builder.Input({2, 2});
  builder.Node(OpCode::kConcatenation, {a, b}, {2, 3}, graph::ConcatenationOptions{1});
  EXPECT_EQ(OutputFault(builder.Build(), {{1, 4}, {2, 3, 5, 6}}, {1, 2, 3, 4, 5, 6}), "");
}

TEST(ConcatenationTest, JoinsTheFirstDimension) {
  GraphBuilder builder;
  const auto a = builder.Input({1, 2});
  const auto b = builder.Input({2, 2});
  builder.Node(OpCode::kConcatenation, {a, b}, {3, 2}, graph::ConcatenationOptions{0});
  EXPECT_EQ(OutputFault(builder.Build(), {{1, 2}, {3, 4, 5, 6}}, {1, 2, 3, 4, 5, 6}), "");
}

TEST(ConcatenationTest, JoinsConstantsARepeatedInputAndAMiddleDimension) {
  GraphBuilder builder;
  const auto a = builder.Input({2, 1, 2});
  const auto b = builder.Constant({2, 2, 2}, {10, 11, 12, 13, 14, 15, 16, 17});
  builder.Node(OpCode::kConcatenation, {a, b, a}, {2, 4, 2}, graph::ConcatenationOptions{1});
  EXPECT_EQ(OutputFault(builder.Build(), {{1, 2, 3, 4}}, {1, 2, 10, 11, 12, 13, 1, 2, 3, 4, 14, 15, 16, 17, 3, 4}), "");
}

TEST(ConcatenationTest, OfOneInputIsACopy) {
  GraphBuilder builder;
  builder.Node(OpCode::kConcatenation, {builder.Input({3})}, {3}, graph::ConcatenationOptions{0});
  EXPECT_EQ(OutputFault(builder.Build(), {{1, 2, 3}}, {1, 2, 3}), "");
}

TEST(ConcatenationTest, JoinsAnyElementSize) {
  GraphBuilder builder;
  const auto a = builder.Input({1}, DataType::kInt64);
  const auto b = builder.Input({1}, DataType::kInt64);
  builder.Node(OpCode::kConcatenation, {a, b}, {2}, graph::ConcatenationOptions{0}, DataType::kInt64);
  EXPECT_EQ(RunGraph(builder.Build(), {{1, 2}, {3, 4}}).value(), (std::vector<float>{1, 2, 3, 4}));
}

TEST(ReshapeTest, CopiesAnyElementSize) {
  for (DataType type : {DataType::kFloat32, DataType::kInt32}) {
    GraphBuilder builder;
    builder.Node(OpCode::kReshape, {builder.Input({2, 3}, type)}, {6}, {}, type);
    EXPECT_EQ(OutputFault(builder.Build(), {{1, 2, 3, 4, 5, 6}}, {1, 2, 3, 4, 5, 6}), "");
  }
}

}  // namespace
}  // namespace sciot::engine
