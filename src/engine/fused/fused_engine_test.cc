#include "engine/fused/fused_engine.h"

#include <gmock/gmock.h>

#include <numeric>
#include <optional>
#include <utility>

#include "engine/testing/run_graph.h"

namespace sciot::engine {
namespace {

using graph::OpCode;
using graph::TensorId;
using std::chrono::microseconds;
using ::testing::Each;

constexpr uint32_t kRuns = 200;  // enough for every trial

// Lets time pass after each layer, and after a range that ran as one.
class Pace final : public LayerObserver {
 public:
  explicit Pace(ManualClock& clock) : clock_(clock) {}

  void AfterLayer(size_t /*layer*/, Duration /*elapsed*/) override {
    ++layers;
    clock_.Advance(microseconds(10));
  }

  void AfterRange(size_t first, size_t count, Duration /*elapsed*/) override {
    range = {first, count};
    clock_.Advance(range_cost);
  }

  void Begin() {
    layers = 0;
    range.reset();
  }

  Duration range_cost = microseconds(10);
  // Since the run began.
  uint32_t layers = 0;
  std::optional<std::pair<size_t, size_t>> range;  // first layer and how many

 private:
  ManualClock& clock_;
};

class FusedEngineTest : public ::testing::Test {
 protected:
  FusedEngineTest() {
    const TensorId image = graph_.Input({1, 6, 5, 3});
    const TensorId conv = Conv(image, 3, 1);
    const TensorId scaled = Binary(OpCode::kMul, conv, Random({4}, 3));
    const TensorId moved = Binary(OpCode::kAdd, scaled, Random({4}, 4));
    const TensorId second = Conv(moved, 4, 5);
    const TensorId both = Binary(OpCode::kAdd, second, moved);
    graph_.Node(OpCode::kRelu6, {both}, kShape, graph::ActivationOptions{kRelu6Clamp});
    model_ = graph_.Build();
    Create(Fused::kAuto);
  }

  void Create(Fused fused) {
    auto engine = Engine::Create(model_, {.fused = fused, .fused_ranges = 2}, clock_, &pace_);
    ASSERT_TRUE(engine.ok());
    engine_ = std::move(engine).value();
    WriteTensor(*engine_, model_->inputs[0], input_);
  }

  TensorId Random(const Shape& shape, uint32_t seed) { return graph_.Constant(shape, RandomFloats(shape, seed)); }

  TensorId Conv(TensorId input, int32_t channels, uint32_t seed) {
    const graph::Window2D window{
        .kernel_height = 3, .kernel_width = 3, .pad_top = 1, .pad_bottom = 1, .pad_left = 1, .pad_right = 1};
    return graph_.Node(OpCode::kConv2D, {input, Random({4, 3, 3, channels}, seed), Random({4}, seed + 1)}, kShape,
                       graph::ConvOptions{window, 1, kNoClamp});
  }

  TensorId Binary(OpCode op, TensorId left, TensorId right) {
    return graph_.Node(op, {left, right}, kShape, graph::BinaryOptions{kNoClamp});
  }

  // Whether the range ran as one.
  bool Run(size_t first_layer, size_t end_layer) {
    times_.assign(end_layer - first_layer, {});
    pace_.Begin();
    EXPECT_TRUE(engine_->Run(first_layer, end_layer, times_).ok());
    if (pace_.range) {
      EXPECT_EQ(*pace_.range, std::pair(first_layer, end_layer - first_layer));
    }
    return pace_.range.has_value();
  }

  uint32_t RunsAsOne(size_t first_layer, size_t end_layer, uint32_t runs) {
    uint32_t as_one = 0;
    for (uint32_t i = 0; i < runs; ++i) as_one += Run(first_layer, end_layer) ? 1 : 0;
    return as_one;
  }

  std::vector<float> Output() { return ReadTensor(*engine_, model_->outputs[0]); }

  std::vector<float> LayeredOutput() const { return RunGraph(model_, {input_}).value(); }

  const Shape kShape{1, 6, 5, 4};
  const std::vector<float> input_ = RandomFloats(90, 9);
  GraphBuilder graph_;
  std::shared_ptr<const graph::Graph> model_;
  ManualClock clock_;
  Pace pace_{clock_};
  std::unique_ptr<Engine> engine_;
  std::vector<Duration> times_;
};

TEST_F(FusedEngineTest, ARangeThatWinsRunsAsOne) {
  EXPECT_GT(RunsAsOne(0, 6, kRuns), kRuns * 3 / 4);
  EXPECT_EQ(Difference(Output(), LayeredOutput()), "");
}

TEST_F(FusedEngineTest, ARangeThatLosesRunsByLayers) {
  pace_.range_cost = microseconds(61);
  RunsAsOne(0, 6, kRuns);
  EXPECT_EQ(RunsAsOne(0, 6, kRuns), 0U);
  EXPECT_TRUE(SameBytes(Output(), LayeredOutput()));
}

TEST_F(FusedEngineTest, AlwaysIsFromTheFirstRunWonOrLost) {
  Create(Fused::kAlways);
  pace_.range_cost = microseconds(600);
  EXPECT_EQ(RunsAsOne(0, 6, kRuns), kRuns);
  EXPECT_THAT(times_, Each(Duration(microseconds(100))));
  EXPECT_EQ(Difference(Output(), LayeredOutput()), "");
}

TEST_F(FusedEngineTest, TheFirstRunsGoByLayers) {
  EXPECT_FALSE(Run(0, 6));
  EXPECT_FALSE(Run(0, 6));
}

TEST_F(FusedEngineTest, SomeRunsGoByLayersToKeepTheirTimesKnown) {
  RunsAsOne(0, 6, kRuns);
  const uint32_t as_one = RunsAsOne(0, 6, kRuns);
  EXPECT_LT(as_one, kRuns);
  EXPECT_GE(as_one, kRuns * 9 / 10);
}

TEST_F(FusedEngineTest, LayersShareTheTimeOfTheRange) {
  pace_.range_cost = microseconds(30);
  RunsAsOne(0, 6, kRuns);
  while (!Run(0, 6)) {
  }
  EXPECT_THAT(times_, Each(Duration(microseconds(5))));
}

TEST_F(FusedEngineTest, ByLayersIsByLayers) {
  RunsAsOne(0, 6, kRuns);
  times_.assign(6, {});
  for (uint32_t i = 0; i < kRuns; ++i) {
    pace_.Begin();
    ASSERT_TRUE(engine_->RunByLayers(0, 6, times_).ok());
    ASSERT_EQ(pace_.layers, 6U);
  }
  EXPECT_TRUE(SameBytes(Output(), LayeredOutput()));
}

TEST_F(FusedEngineTest, OneLayerIsNeverFolded) {
  EXPECT_EQ(RunsAsOne(0, 1, kRuns), 0U);
}

TEST_F(FusedEngineTest, ARangeWithNothingToFoldRunsByLayers) {
  Run(0, 3);
  EXPECT_EQ(RunsAsOne(3, 5, kRuns), 0U);
}

// The rest reads what the range left, whichever way each ran.
TEST_F(FusedEngineTest, EverySplitGoesOnFromAFoldedRange) {
  for (size_t split = 0; split <= 6; ++split) {
    Create(Fused::kAuto);
    for (uint32_t i = 0; i < kRuns; ++i) {
      WriteTensor(*engine_, model_->inputs[0], RandomFloats(90, i));
      Run(0, split);
      Run(split, 6);
    }
    WriteTensor(*engine_, model_->inputs[0], input_);
    Run(0, split);
    Run(split, 6);
    EXPECT_EQ(Difference(Output(), LayeredOutput()), "") << "split " << split;
  }
}

TEST_F(FusedEngineTest, AFoldedRangeLeavesWhatOthersReadLater) {
  EXPECT_GT(RunsAsOne(0, 3, kRuns), 0U);
  const TensorId moved = model_->nodes[2].outputs[0];
  const std::vector<float> first = ReadTensor(*engine_, moved);
  Run(3, 6);
  Run(0, 3);
  EXPECT_EQ(Difference(ReadTensor(*engine_, moved), first), "");
}

TEST_F(FusedEngineTest, TheRangeNotUsedForLongestIsForgotten) {
  RunsAsOne(0, 6, kRuns);
  RunsAsOne(0, 3, kRuns);
  EXPECT_GT(RunsAsOne(0, 6, 2), 0U) << "two ranges are kept";
  Run(0, 4);
  EXPECT_GT(RunsAsOne(0, 6, 2), 0U) << "it was used last";
  EXPECT_EQ(RunsAsOne(0, 3, 2), 0U) << "a third took its place";
}

TEST_F(FusedEngineTest, NoRangesAreRefused) {
  const auto engine = Engine::Create(model_, {.fused = Fused::kAuto, .fused_ranges = 0}, clock_);
  ASSERT_FALSE(engine.ok());
  EXPECT_EQ(engine.error().message, "0 fused ranges: must be at least 1");
}

TEST_F(FusedEngineTest, WaysHaveNames) {
  EXPECT_EQ(FusedOf("off"), Fused::kOff);
  EXPECT_EQ(FusedOf("auto"), Fused::kAuto);
  EXPECT_EQ(FusedOf("on"), std::nullopt);
}

}  // namespace
}  // namespace sciot::engine
