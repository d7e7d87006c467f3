#include "engine/shared_weights.h"

#include <gmock/gmock.h>

#include <thread>

#include "engine/testing/run_graph.h"
#include "engine/xnnpack/blocks.h"

namespace sciot::engine {
namespace {

using graph::OpCode;
using graph::TensorId;

// A convolution of a window, one of a pixel, one for each channel, and a fully connected operator.
std::shared_ptr<const graph::Graph> Network() {
  GraphBuilder builder;
  const auto constant = [&](const Shape& shape) { return builder.Constant(shape, RandomFloats(shape, 3)); };
  const graph::Window2D window{
      .kernel_height = 3, .kernel_width = 3, .pad_top = 1, .pad_bottom = 1, .pad_left = 1, .pad_right = 1};
  TensorId x = builder.Input({1, 8, 8, 6});
  x = builder.Node(OpCode::kConv2D, {x, constant({20, 3, 3, 6}), constant({20})}, {1, 8, 8, 20},
                   graph::ConvOptions{window, 1, kReluClamp});
  x = builder.Node(OpCode::kConv2D, {x, constant({9, 1, 1, 20})}, {1, 8, 8, 9}, graph::ConvOptions{{}, 1, kNoClamp});
  x = builder.Node(OpCode::kDepthwiseConv2D, {x, constant({1, 3, 3, 18})}, {1, 8, 8, 18},
                   graph::ConvOptions{window, 2, kNoClamp});
  x = builder.Node(OpCode::kReshape, {x}, {2, 576});
  builder.Node(OpCode::kFullyConnected, {x, constant({7, 576}), constant({7})}, {2, 7},
               graph::FullyConnectedOptions{kNoClamp});
  return builder.Build();
}

class SharedWeightsTest : public ::testing::Test {
 protected:
  std::unique_ptr<Engine> MakeEngine() {
    auto engine = Engine::Create(network_, {}, clock_, nullptr, weights_);
    EXPECT_TRUE(engine.ok());
    return std::move(engine).value();
  }

  static std::vector<float> Run(Engine& engine, uint32_t seed) {
    const graph::Graph& graph = engine.graph();
    WriteTensor(engine, graph.inputs[0], RandomFloats(graph.tensors[graph.inputs[0]].spec.shape, seed));
    std::vector<Duration> times(graph.layer_count());
    EXPECT_TRUE(engine.Run(0, times.size(), times).ok());
    return ReadTensor(engine, graph.outputs[0]);
  }

  std::vector<float> Alone(uint32_t seed) const {
    return RunGraph(network_, {RandomFloats({1, 8, 8, 6}, seed)}).value();
  }

  const SteadyClock clock_{};
  const std::shared_ptr<const graph::Graph> network_ = Network();
  size_t packed_ = 0;
  std::shared_ptr<SharedWeights> weights_ =
      std::make_shared<SharedWeights>(network_->nodes.size(), [this] { ++packed_; });
};

TEST_F(SharedWeightsTest, ArePackedOnce) {
  const auto first = MakeEngine();
  const size_t packed = packed_;
  EXPECT_GE(packed, 3U);
  const auto second = MakeEngine();
  EXPECT_EQ(packed_, packed);
}

// The second engine needs no memory but for the operators themselves: tables of pixels are shared, too.
TEST_F(SharedWeightsTest, TablesOfWindowsAreMadeOnce) {
  constexpr size_t kTableBytes = sizeof(void*) * 8 * 8 * 9;
  const auto first = MakeEngine();
  const xnnpack::BlockRecorder recorder;
  const auto second = MakeEngine();
  for (const void* block : recorder.blocks()) EXPECT_LT(xnnpack::BlockSize(block), kTableBytes);
}

TEST_F(SharedWeightsTest, EnginesInTurnsGiveWhatOneAloneGives) {
  const auto first = MakeEngine();
  const auto second = MakeEngine();
  for (uint32_t seed = 1; seed < 4; ++seed) {
    EXPECT_TRUE(SameBytes(Run(*first, seed), Alone(seed)));
    EXPECT_TRUE(SameBytes(Run(*second, seed + 10), Alone(seed + 10)));
  }
}

TEST_F(SharedWeightsTest, EnginesAtTheSameTimeGiveWhatOneAloneGives) {
  std::vector<std::unique_ptr<Engine>> engines;
  for (int i = 0; i < 4; ++i) engines.push_back(MakeEngine());
  std::vector<uint32_t> wrong(engines.size(), 0);
  const std::vector<float> expected = Alone(5);
  {
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < engines.size(); ++i) {
      threads.emplace_back([&, i] {
        for (int run = 0; run < 100; ++run) wrong[i] += SameBytes(Run(*engines[i], 5), expected) ? 0 : 1;
      });
    }
  }
  EXPECT_THAT(wrong, ::testing::Each(0U));
}

TEST_F(SharedWeightsTest, OutliveTheEngineThatPackedThem) {
  auto first = MakeEngine();
  const auto second = MakeEngine();
  Run(*first, 1);
  first.reset();
  weights_.reset();
  EXPECT_TRUE(SameBytes(Run(*second, 7), Alone(7)));
}

TEST_F(SharedWeightsTest, AFailureIsNoWeights) {
  SharedWeights weights(1);
  int calls = 0;
  const auto fail = [&]() -> Result<SharedWeights::Packed> {
    ++calls;
    return Error{ErrorCode::kUnsupported, "not this"};
  };
  EXPECT_FALSE(weights.Get(0, fail).ok());
  EXPECT_FALSE(weights.Get(0, fail).ok());
  EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace sciot::engine
