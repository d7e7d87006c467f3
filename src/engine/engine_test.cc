#include "engine/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "engine/testing/run_graph.h"
#include "graph/cut.h"

namespace sciot::engine {
namespace {

using graph::OpCode;
using graph::TensorId;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::Pair;

TensorId Conv(GraphBuilder& builder, TensorId input, int32_t outputs, uint32_t seed) {
  const Shape image = builder.graph().tensors[input].spec.shape;
  const Shape filter = {outputs, 1, 1, image[3]};
  const auto weights = builder.Constant(filter, RandomFloats(filter, seed));
  const auto bias = builder.Constant({outputs}, RandomFloats(static_cast<size_t>(outputs), seed + 1));
  return builder.Node(OpCode::kConv2D, {input, weights, bias}, {image[0], image[1], image[2], outputs},
                      graph::ConvOptions{{}, 1, kRelu6Clamp});
}

TensorId Depthwise(GraphBuilder& builder, TensorId input, uint32_t seed) {
  const Shape image = builder.graph().tensors[input].spec.shape;
  const Shape filter = {1, 3, 3, image[3]};
  const auto weights = builder.Constant(filter, RandomFloats(filter, seed));
  return builder.Node(OpCode::kDepthwiseConv2D, {input, weights}, image,
                      graph::ConvOptions{{3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, 1, kRelu6Clamp});
}

// A small network of the kind this project runs: two residual blocks, the second reading the network's input
// again, then a classifier. One layer has two nodes.
std::shared_ptr<const graph::Graph> ResidualNetwork() {
  GraphBuilder builder;
  const auto image = builder.Input({1, 13, 13, 8});
  const auto first = Depthwise(builder, Conv(builder, image, 24, 10), 20);
  const auto projected = Conv(builder, first, 8, 30);
  const Shape shape = {1, 13, 13, 8};
  const auto sum = builder.Node(OpCode::kAdd, {projected, image}, shape, graph::BinaryOptions{kNoClamp});
  const auto second = Conv(builder, Depthwise(builder, Conv(builder, sum, 24, 40), 50), 8, 60);
  builder.JoinLastLayers();
  const auto scaled = builder.Node(OpCode::kMul, {second, image}, shape, graph::BinaryOptions{kNoClamp});
  const auto joined =
      builder.Node(OpCode::kConcatenation, {scaled, sum}, {1, 13, 13, 16}, graph::ConcatenationOptions{3});
  const auto mean = builder.Node(OpCode::kMean, {joined}, {1, 16}, graph::ReduceOptions{{1, 2}});
  builder.Node(OpCode::kSoftmax, {mean}, {1, 16}, graph::SoftmaxOptions{1.0F});
  return builder.Build();
}

class EngineTest : public testing::Test {
 protected:
  std::unique_ptr<Engine> Make(uint32_t threads = 1, LayerObserver* observer = nullptr) {
    auto engine = Engine::Create(graph_, {.threads = threads}, clock_, observer);
    EXPECT_TRUE(engine.ok()) << engine.error().message;
    return std::move(engine).value();
  }

  static void Run(Engine& engine, size_t first, size_t end) {
    std::vector<Duration> times(end - first);
    const Status status = engine.Run(first, end, times);
    ASSERT_TRUE(status.ok()) << status.error().message;
  }

  std::shared_ptr<const graph::Graph> graph_ = ResidualNetwork();
  size_t layers_ = graph_->layer_count();
  std::vector<float> image_ = RandomFloats(graph_->tensors[graph_->inputs[0]].spec.shape, 7);
  ManualClock clock_;
};

TEST_F(EngineTest, EverySplitGivesTheBytesOfTheWhole) {
  const auto whole = RunGraph(graph_, {image_}).value();
  const auto cuts = graph::ComputeCuts(*graph_);
  for (size_t k = 0; k <= layers_; ++k) {
    SCOPED_TRACE("split " + std::to_string(k));
    const auto device = Make();
    const auto edge = Make(2);
    WriteTensor(*device, graph_->inputs[0], image_);
    Run(*device, 0, k);
    for (TensorId id : cuts[k].tensors) WriteTensor(*edge, id, ReadTensor(*device, id));
    Run(*edge, k, layers_);
    Engine& last = k == layers_ ? *device : *edge;
    EXPECT_TRUE(SameBytes(ReadTensor(last, graph_->outputs[0]), whole));
  }
}

TEST_F(EngineTest, RangesOfOneEngineGiveTheBytesOfTheWholeRunAfterRun) {
  const auto whole = RunGraph(graph_, {image_}).value();
  const auto engine = Make();
  for (size_t k = 0; k <= layers_; ++k) {
    WriteTensor(*engine, graph_->inputs[0], image_);
    Run(*engine, 0, k);
    Run(*engine, k, layers_);
    EXPECT_TRUE(SameBytes(ReadTensor(*engine, graph_->outputs[0]), whole)) << "split " << k;
  }
}

TEST_F(EngineTest, ThreadsDoNotChangeTheResult) {
  EXPECT_TRUE(SameBytes(RunGraph(graph_, {image_}, 1).value(), RunGraph(graph_, {image_}, 2).value()));
}

TEST_F(EngineTest, BuffersStayWhereTheyAre) {
  const auto engine = Make();
  const std::byte* before = engine->tensor(graph_->outputs[0]).data();
  WriteTensor(*engine, graph_->inputs[0], image_);
  Run(*engine, 0, layers_);
  EXPECT_EQ(engine->tensor(graph_->outputs[0]).data(), before);
  EXPECT_EQ(engine->tensor(graph_->outputs[0]).size(), 64U);
  EXPECT_EQ(&engine->graph(), graph_.get());
}

TEST_F(EngineTest, AnEmptyRangeDoesNothing) {
  const auto engine = Make();
  EXPECT_TRUE(engine->Run(0, 0, {}).ok());
  EXPECT_TRUE(engine->Run(layers_, layers_, {}).ok());
}

TEST_F(EngineTest, KeepsTheGraphAlive) {
  const auto engine = Make();
  const auto whole = RunGraph(graph_, {image_}).value();
  const TensorId input = graph_->inputs[0], output = graph_->outputs[0];
  graph_.reset();
  WriteTensor(*engine, input, image_);
  Run(*engine, 0, layers_);
  EXPECT_TRUE(SameBytes(ReadTensor(*engine, output), whole));
}

// Spends time on each layer and remembers what it was told.
class SlowObserver final : public LayerObserver {
 public:
  explicit SlowObserver(const ManualClock& clock) : clock_(clock) {}
  void AfterLayer(size_t layer, Duration elapsed) override {
    calls.emplace_back(layer, elapsed);
    clock_.Sleep(milliseconds(layer + 1));
  }
  void AfterRange(size_t /*first*/, size_t /*count*/, Duration /*elapsed*/) override {}
  std::vector<std::pair<size_t, Duration>> calls;

 private:
  const ManualClock& clock_;
};

TEST_F(EngineTest, TheObserverIsCalledWithinTheMeasuredTime) {
  SlowObserver observer(clock_);
  const auto engine = Make(1, &observer);
  WriteTensor(*engine, graph_->inputs[0], image_);
  std::vector<Duration> times(3, milliseconds(-1));
  ASSERT_TRUE(engine->Run(0, 3, times).ok());
  EXPECT_THAT(times, ElementsAre(milliseconds(1), milliseconds(2), milliseconds(3)));
  ASSERT_TRUE(engine->Run(3, 6, times).ok());
  EXPECT_THAT(times, ElementsAre(milliseconds(4), milliseconds(5), milliseconds(6)));
  const Duration none{0};
  EXPECT_THAT(observer.calls,
              ElementsAre(Pair(0, none), Pair(1, none), Pair(2, none), Pair(3, none), Pair(4, none), Pair(5, none)));
}

// Moves on by one millisecond whenever it is read.
class TickingClock final : public Clock {
 public:
  TimePoint Now() const override { return now_ += milliseconds(1); }
  void Sleep(Duration) const override {}

 private:
  mutable TimePoint now_{};
};

TEST_F(EngineTest, EachLayerIsTimedByTwoReadsOfTheClock) {
  const TickingClock clock;
  auto engine = Engine::Create(graph_, {}, clock);
  ASSERT_TRUE(engine.ok());
  std::vector<Duration> times(layers_);
  ASSERT_TRUE(engine.value()->Run(0, layers_, times).ok());
  EXPECT_THAT(times, testing::Each(Duration(milliseconds(1))));
  EXPECT_EQ(clock.Now().time_since_epoch(), milliseconds(2 * layers_ + 1));
}

TEST_F(EngineTest, TheNumberOfThreadsIsLimited) {
  for (uint32_t threads : {0U, 65U, UINT32_MAX}) {
    const auto engine = Engine::Create(graph_, {.threads = threads}, clock_);
    ASSERT_FALSE(engine.ok());
    EXPECT_EQ(engine.error().code, ErrorCode::kInvalidArgument);
  }
}

TEST_F(EngineTest, AModelInputNobodyReadsHasABuffer) {
  GraphBuilder builder;
  const auto unused = builder.Input({3});
  builder.Node(OpCode::kRelu, {builder.Input({2})}, {2}, graph::ActivationOptions{kReluClamp});
  graph_ = builder.Build();
  EXPECT_EQ(Make()->tensor(unused).size(), 12U);
}

}  // namespace
}  // namespace sciot::engine
