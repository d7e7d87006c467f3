#include "engine/through_float.h"

#include <gmock/gmock.h>

#include "engine/testing/run_graph.h"

namespace sciot::engine {
namespace {

using graph::OpCode;
using ::testing::ElementsAre;

void SetScale(GraphBuilder& builder, graph::TensorId id, float scale, int64_t zero_point) {
  builder.graph().tensors[id].quantization = {{scale}, {zero_point}, 0};
}

// Runs a graph of one INT8 input and output.
std::vector<int8_t> RunBytes(const std::shared_ptr<const graph::Graph>& graph, const std::vector<int8_t>& input) {
  const SteadyClock clock;
  auto engine = Engine::Create(graph, {}, clock);
  EXPECT_TRUE(engine.ok());
  if (!engine.ok()) return {};
  std::memcpy(engine.value()->tensor(graph->inputs[0]).data(), input.data(), input.size());
  std::vector<Duration> times(graph->layer_count());
  EXPECT_TRUE(engine.value()->Run(0, graph->layer_count(), times).ok());
  const auto bytes = engine.value()->tensor(graph->outputs[0]);
  const auto* values = reinterpret_cast<const int8_t*>(bytes.data());
  return {values, values + bytes.size()};
}

TEST(ThroughFloatTest, ConcatenationConvertsScales) {
  GraphBuilder builder;
  const auto a = builder.Input({3}, DataType::kInt8);
  const auto b = builder.Node(OpCode::kConcatenation, {a, a}, {6}, graph::ConcatenationOptions{0}, DataType::kInt8);
  SetScale(builder, a, 0.5F, 0);
  SetScale(builder, b, 0.25F, 10);
  EXPECT_THAT(RunBytes(builder.Build(), {-4, 1, 3}), ElementsAre(2, 12, 16, 2, 12, 16));
}

TEST(ThroughFloatTest, ResultsSaturate) {
  GraphBuilder builder;
  const auto a = builder.Input({3}, DataType::kInt8);
  const auto b = builder.Node(OpCode::kSquare, {a}, {3}, {}, DataType::kInt8);
  SetScale(builder, a, 1.0F, 0);
  SetScale(builder, b, 1.0F, -128);
  EXPECT_THAT(RunBytes(builder.Build(), {-128, 3, 15}), ElementsAre(127, -119, 97));
}

TEST(ThroughFloatTest, AScaleWithoutAFiniteInverseHarmsNothing) {
  GraphBuilder builder;
  const auto a = builder.Input({2}, DataType::kInt8);
  const auto b = builder.Node(OpCode::kSquare, {a}, {2}, {}, DataType::kInt8);
  SetScale(builder, a, 1.0F, 0);
  SetScale(builder, b, 1e-45F, 0);
  EXPECT_THAT(RunBytes(builder.Build(), {0, 3}), ElementsAre(0, 127));
}

TEST(ThroughFloatTest, AveragesOfPoolsRoundTheStoredIntegers) {
  GraphBuilder builder;
  const auto a = builder.Input({1, 2, 2, 1}, DataType::kInt8);
  graph::Window2D window;
  window.kernel_width = 2;
  const auto b = builder.Node(OpCode::kAveragePool2D, {a}, {1, 2, 1, 1}, graph::PoolOptions{window, {0.0F, 100.0F}},
                              DataType::kInt8);
  SetScale(builder, a, 0.5F, -5);
  SetScale(builder, b, 0.5F, -5);
  EXPECT_THAT(RunBytes(builder.Build(), {-3, -4, 2, 1}), ElementsAre(-4, 2));
}

TEST(ThroughFloatTest, HybridOperatorsRoundTheirData) {
  GraphBuilder builder;
  const auto data = builder.Input({2, 2});
  const auto weights = builder.Constant({1, 2}, std::vector<float>{0, 0});
  builder.graph().tensors[weights].spec.type = DataType::kInt8;
  static constexpr std::byte kWeights[] = {std::byte{1}, std::byte{1}};
  builder.graph().tensors[weights].constant = kWeights;
  SetScale(builder, weights, 1.0F, 0);
  builder.Node(OpCode::kFullyConnected, {data, weights}, {2, 1},
               graph::FullyConnectedOptions{{-1000.0F, 1000.0F}, false});
  // Steps of 1 in the first row, of 2 in the second.
  EXPECT_THAT(RunGraph(builder.Build(), {{127.0F, 1.4F, -254.0F, 2.8F}}).value(), ElementsAre(128.0F, -252.0F));
}

TEST(ThroughFloatTest, HalvesRoundAwayFromZero) {
  GraphBuilder builder;
  const auto a = builder.Input({6}, DataType::kInt8);
  const auto b = builder.Node(OpCode::kConcatenation, {a}, {6}, graph::ConcatenationOptions{0}, DataType::kInt8);
  SetScale(builder, a, 0.5F, 0);
  SetScale(builder, b, 1.0F, 3);
  EXPECT_THAT(RunBytes(builder.Build(), {-3, -1, 0, 1, 3, 4}), ElementsAre(1, 2, 3, 4, 5, 5));
}

// What has no scale stands for no real number.
TEST(ThroughFloatTest, PlainIntegersAreUnsupported) {
  GraphBuilder builder;
  builder.Node(OpCode::kTanh, {builder.Input({4}, DataType::kInt8)}, {4}, {}, DataType::kInt8);
  EXPECT_EQ(CreationError(builder.Build()).code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace sciot::engine
