#include "engine/fused/fold.h"

#include <gmock/gmock.h>

#include "engine/kernel_engine.h"
#include "engine/testing/run_graph.h"

namespace sciot::engine {
namespace {

using graph::OpCode;
using graph::TensorId;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

std::shared_ptr<const FoldedRange> FoldAll(const std::shared_ptr<const graph::Graph>& graph) {
  return FoldRange(*graph, 0, graph->layer_count());
}

std::vector<OpCode> OpsOf(const FoldedRange& range) {
  std::vector<OpCode> ops;
  for (const graph::Node& node : range.graph.nodes) ops.push_back(node.op);
  return ops;
}

// The tensors `outputs` after a run on these inputs.
Result<Tensors> RunKernels(const std::shared_ptr<const graph::Graph>& graph, const Tensors& inputs,
                           const std::vector<TensorId>& outputs) {
  const SteadyClock clock;
  SCIOT_ASSIGN(xnnpack::Backend backend, xnnpack::Backend::Create(1));
  const auto shared = std::make_shared<const xnnpack::Backend>(std::move(backend));
  SCIOT_ASSIGN(const auto engine, CreateKernelEngine(graph, shared, clock, nullptr));
  for (size_t i = 0; i < inputs.size(); ++i) WriteTensor(*engine, graph->inputs[i], inputs[i]);
  std::vector<Duration> times(graph->layer_count());
  SCIOT_TRY(engine->Run(0, times.size(), times));
  Tensors values;
  for (TensorId id : outputs) values.push_back(ReadTensor(*engine, id));
  return values;
}

// What is wrong with the outputs of the folded graph; empty when they are near those of the graph itself.
std::string FoldingFault(const std::shared_ptr<const graph::Graph>& graph, const FoldedRange& range) {
  Tensors inputs;
  for (TensorId id : graph->inputs) inputs.push_back(RandomFloats(graph->tensors[id].spec.shape, id + 1));
  const auto layered = RunKernels(graph, inputs, graph->outputs);
  const auto folded = RunKernels({graph, &range.graph}, inputs, graph->outputs);
  if (!layered.ok()) return layered.error().message;
  if (!folded.ok()) return folded.error().message;
  for (size_t i = 0; i < layered.value().size(); ++i) {
    const std::string difference = Difference(folded.value()[i], layered.value()[i]);
    if (!difference.empty()) return "output " + std::to_string(i) + ": " + difference;
  }
  return "";
}

// An image of 6x5 with 3 channels, and operators on it one after the other.
class FoldTest : public ::testing::Test {
 protected:
  static graph::ConvOptions Window3x3(graph::Clamp clamp = kNoClamp, uint32_t padding = 0) {
    return {{.kernel_height = 3,
             .kernel_width = 3,
             .pad_top = padding,
             .pad_bottom = padding,
             .pad_left = padding,
             .pad_right = padding},
            1,
            clamp};
  }

  TensorId Random(const Shape& shape) { return graph_.Constant(shape, RandomFloats(shape, ++seed_)); }

  // SAME, 3 to 4 channels.
  TensorId Conv(TensorId input, graph::Clamp clamp = kNoClamp) {
    return graph_.Node(OpCode::kConv2D, {input, Random({4, 3, 3, 3}), Random({4})}, {1, 6, 5, 4}, Window3x3(clamp, 1));
  }

  TensorId Binary(OpCode op, TensorId left, TensorId right, graph::Clamp clamp = kNoClamp) {
    return graph_.Node(op, {left, right}, {1, 6, 5, 4}, graph::BinaryOptions{clamp});
  }

  TensorId Relu6(TensorId input) {
    return graph_.Node(OpCode::kRelu6, {input}, {1, 6, 5, 4}, graph::ActivationOptions{kRelu6Clamp});
  }

  TensorId Pad(TensorId input, std::vector<uint32_t> before, std::vector<uint32_t> after, const Shape& output) {
    return graph_.Node(OpCode::kPad, {input}, output, graph::PadOptions{std::move(before), std::move(after)});
  }

  // VALID, 3 to 4 channels.
  TensorId ValidConv(TensorId input, Shape output) {
    return graph_.Node(OpCode::kConv2D, {input, Random({4, 3, 3, 3}), Random({4})}, std::move(output), Window3x3());
  }

  // Expects that the graph folds to these operators and gives the same.
  void ExpectFolded(const std::vector<OpCode>& ops, const std::shared_ptr<const graph::Graph>& graph) {
    const auto range = FoldAll(graph);
    EXPECT_EQ(OpsOf(*range), ops);
    EXPECT_EQ(range->folded_nodes, graph->nodes.size() - ops.size());
    EXPECT_EQ(FoldingFault(graph, *range), "");
  }

  void ExpectFolded(const std::vector<OpCode>& ops) { ExpectFolded(ops, graph_.Build()); }

  GraphBuilder graph_;
  const TensorId image_ = graph_.Input({1, 6, 5, 3});
  uint32_t seed_ = 10;
};

TEST_F(FoldTest, PaddingGoesIntoTheConvolution) {
  ValidConv(Pad(image_, {0, 1, 0, 0}, {0, 1, 2, 0}, {1, 8, 7, 3}), {1, 6, 5, 4});
  ExpectFolded({OpCode::kConv2D});
}

TEST_F(FoldTest, PaddingGoesIntoTheDepthwiseConvolution) {
  const TensorId padded = Pad(image_, {0, 0, 1, 0}, {0, 1, 1, 0}, {1, 7, 7, 3});
  graph_.Node(OpCode::kDepthwiseConv2D, {padded, Random({1, 3, 3, 3}), Random({3})}, {1, 5, 5, 3}, Window3x3());
  ExpectFolded({OpCode::kDepthwiseConv2D});
}

TEST_F(FoldTest, PaddingAddsToThatOfTheConvolution) {
  const TensorId padded = Pad(image_, {0, 1, 1, 0}, {0, 1, 1, 0}, {1, 8, 7, 3});
  graph_.Node(OpCode::kConv2D, {padded, Random({4, 3, 3, 3})}, {1, 8, 7, 4}, Window3x3(kReluClamp, 1));
  ExpectFolded({OpCode::kConv2D});
}

TEST_F(FoldTest, PaddingWithZerosByName) {
  const TensorId zero = graph_.Constant({}, {0.0F});
  const TensorId padded = graph_.Node(OpCode::kPadV2, {image_, Random({1}), zero}, {1, 8, 7, 3},
                                      graph::PadOptions{{0, 1, 1, 0}, {0, 1, 1, 0}});
  ValidConv(padded, {1, 6, 5, 4});
  ExpectFolded({OpCode::kConv2D});
}

TEST_F(FoldTest, PaddingWithAnotherValueStays) {
  const TensorId one = graph_.Constant({}, {1.0F});
  const TensorId padded = graph_.Node(OpCode::kPadV2, {image_, Random({1}), one}, {1, 8, 7, 3},
                                      graph::PadOptions{{0, 1, 1, 0}, {0, 1, 1, 0}});
  ValidConv(padded, {1, 6, 5, 4});
  ExpectFolded({OpCode::kPadV2, OpCode::kConv2D});
}

TEST_F(FoldTest, PaddingOfChannelsStays) {
  const TensorId padded = Pad(image_, {0, 1, 1, 0}, {0, 1, 1, 1}, {1, 8, 7, 4});
  graph_.Node(OpCode::kDepthwiseConv2D, {padded, Random({1, 3, 3, 4})}, {1, 6, 5, 4}, Window3x3());
  ExpectFolded({OpCode::kPad, OpCode::kDepthwiseConv2D});
}

TEST_F(FoldTest, PaddingWiderThanTheWindowStays) {
  ValidConv(Pad(image_, {0, 3, 0, 0}, {0, 0, 0, 0}, {1, 9, 5, 3}), {1, 7, 3, 4});
  ExpectFolded({OpCode::kPad, OpCode::kConv2D});
}

TEST_F(FoldTest, PaddingThatAnotherReadsStays) {
  const TensorId padded = Pad(image_, {0, 1, 1, 0}, {0, 1, 1, 0}, {1, 8, 7, 3});
  Binary(OpCode::kAdd, ValidConv(padded, {1, 6, 5, 4}), ValidConv(padded, {1, 6, 5, 4}));
  ExpectFolded({OpCode::kPad, OpCode::kConv2D, OpCode::kConv2D, OpCode::kAdd});
}

TEST_F(FoldTest, MultiplyAndAddGoIntoTheConvolution) {
  const TensorId scaled = Binary(OpCode::kMul, Conv(image_), Random({4}));
  Relu6(Binary(OpCode::kAdd, scaled, Random({1, 1, 1, 4})));
  ExpectFolded({OpCode::kConv2D});
}

TEST_F(FoldTest, OneNumberForAllChannels) {
  const TensorId half = graph_.Constant({}, {0.5F});
  Binary(OpCode::kMul, Conv(image_), half);
  ExpectFolded({OpCode::kConv2D});
}

TEST_F(FoldTest, ConstantsOnTheLeft) {
  Binary(OpCode::kAdd, Random({4}), Binary(OpCode::kMul, Random({4}), Conv(image_)));
  ExpectFolded({OpCode::kConv2D});
}

TEST_F(FoldTest, SubtractAndDivideByConstants) {
  const TensorId divisors = graph_.Constant({4}, {0.5F, 2.0F, -3.0F, 4.0F});
  Binary(OpCode::kSub, Binary(OpCode::kDiv, Conv(image_), divisors), Random({4}), kReluClamp);
  ExpectFolded({OpCode::kConv2D});
}

TEST_F(FoldTest, SubtractFromConstantsStays) {
  Binary(OpCode::kSub, Random({4}), Conv(image_));
  ExpectFolded({OpCode::kConv2D, OpCode::kSub});
}

TEST_F(FoldTest, DivideByZeroStays) {
  Binary(OpCode::kDiv, Conv(image_), graph_.Constant({4}, {1.0F, 0.0F, 1.0F, 1.0F}));
  EXPECT_THAT(OpsOf(*FoldAll(graph_.Build())), ElementsAre(OpCode::kConv2D, OpCode::kDiv));
}

TEST_F(FoldTest, AMultiplyWithoutBiasAddsNone) {
  const TensorId conv =
      graph_.Node(OpCode::kConv2D, {image_, Random({4, 3, 3, 3})}, {1, 6, 5, 4}, Window3x3(kNoClamp, 1));
  Binary(OpCode::kMul, conv, Random({4}));
  ExpectFolded({OpCode::kConv2D});
}

TEST_F(FoldTest, AnAddBecomesTheBiasThatIsMissing) {
  const TensorId conv = graph_.Node(OpCode::kConv2D, {image_, Random({4, 3, 3, 3}), graph::kAbsentTensor}, {1, 6, 5, 4},
                                    Window3x3(kNoClamp, 1));
  Binary(OpCode::kAdd, conv, Random({4}));
  ExpectFolded({OpCode::kConv2D});
}

TEST_F(FoldTest, IntoTheDepthwiseConvolution) {
  graph::ConvOptions options = Window3x3(kNoClamp, 1);
  options.depth_multiplier = 2;
  const Shape output{1, 6, 5, 6};
  const TensorId conv = graph_.Node(OpCode::kDepthwiseConv2D, {image_, Random({1, 3, 3, 6})}, output, options);
  const TensorId scaled = graph_.Node(OpCode::kMul, {conv, Random({6})}, output, graph::BinaryOptions{kNoClamp});
  graph_.Node(OpCode::kAdd, {scaled, Random({6})}, output, graph::BinaryOptions{kReluClamp});
  ExpectFolded({OpCode::kDepthwiseConv2D});
}

TEST_F(FoldTest, IntoTheFullyConnected) {
  const TensorId rows = graph_.Node(OpCode::kReshape, {image_}, {6, 15});
  const TensorId dense =
      graph_.Node(OpCode::kFullyConnected, {rows, Random({4, 15})}, {6, 4}, graph::FullyConnectedOptions{kNoClamp});
  const TensorId scaled = graph_.Node(OpCode::kMul, {dense, Random({4})}, {6, 4}, graph::BinaryOptions{kNoClamp});
  graph_.Node(OpCode::kAdd, {scaled, Random({4})}, {6, 4}, graph::BinaryOptions{kNoClamp});
  ExpectFolded({OpCode::kReshape, OpCode::kFullyConnected});
}

TEST_F(FoldTest, IntoTheTransposeConvolution) {
  const graph::TransposeConvOptions options{
      {.kernel_height = 2, .kernel_width = 2, .stride_height = 2, .stride_width = 2}, kNoClamp};
  const Shape output{1, 12, 10, 4};
  const TensorId conv =
      graph_.Node(OpCode::kTransposeConv, {Random({4}), Random({4, 2, 2, 3}), image_}, output, options);
  const TensorId scaled = graph_.Node(OpCode::kMul, {conv, Random({4})}, output, graph::BinaryOptions{kNoClamp});
  graph_.Node(OpCode::kAdd, {scaled, Random({4})}, output, graph::BinaryOptions{kNoClamp});
  ExpectFolded({OpCode::kTransposeConv});
}

TEST_F(FoldTest, NothingGoesThroughAnActivation) {
  Binary(OpCode::kMul, Conv(image_, kReluClamp), Random({4}));
  ExpectFolded({OpCode::kConv2D, OpCode::kMul});
}

TEST_F(FoldTest, AConstantForEachRowStays) {
  Binary(OpCode::kMul, Conv(image_), Random({5, 1}));
  ExpectFolded({OpCode::kConv2D, OpCode::kMul});
}

TEST_F(FoldTest, ActivationsGoBehindOneAnother) {
  const TensorId conv = Conv(image_, kReluClamp);
  graph_.Node(OpCode::kReluN1To1, {Relu6(conv)}, {1, 6, 5, 4}, graph::ActivationOptions{{-1.0F, 1.0F}});
  const auto graph = graph_.Build();
  ExpectFolded({OpCode::kConv2D}, graph);
  const auto folded = FoldAll(graph);
  const auto& clamp = std::get<graph::ConvOptions>(folded->graph.nodes[0].options).clamp;
  EXPECT_EQ(clamp.min, 0.0F);
  EXPECT_EQ(clamp.max, 1.0F);
}

TEST_F(FoldTest, AnActivationGoesIntoAnAddition) {
  Relu6(Binary(OpCode::kAdd, Conv(image_), Conv(image_)));
  ExpectFolded({OpCode::kConv2D, OpCode::kConv2D, OpCode::kAdd});
}

TEST_F(FoldTest, ActivationsThatLeaveOneValueStay) {
  const TensorId conv = Conv(image_, kReluClamp);
  graph_.Node(OpCode::kReluN1To1, {conv}, {1, 6, 5, 4}, graph::ActivationOptions{{-1.0F, 0.0F}});
  ExpectFolded({OpCode::kConv2D, OpCode::kReluN1To1});
}

TEST_F(FoldTest, WhatTwoReadStays) {
  const TensorId conv = Conv(image_);
  const TensorId scaled = Binary(OpCode::kMul, conv, Random({4}));
  Binary(OpCode::kAdd, scaled, Relu6(conv));
  ExpectFolded({OpCode::kConv2D, OpCode::kMul, OpCode::kRelu6, OpCode::kAdd});
}

TEST_F(FoldTest, WhatOneReadsTwiceStays) {
  const TensorId conv = Conv(image_);
  Binary(OpCode::kMul, conv, conv);
  ExpectFolded({OpCode::kConv2D, OpCode::kMul});
}

TEST_F(FoldTest, AnOutputOfTheModelStays) {
  const TensorId conv = Conv(image_);
  Binary(OpCode::kMul, conv, Random({4}));
  const auto graph = graph_.Build();
  graph_.graph().outputs.push_back(conv);
  ExpectFolded({OpCode::kConv2D, OpCode::kMul}, graph);
}

TEST_F(FoldTest, WhatIsReadBehindTheRangeStays) {
  const TensorId conv = Conv(image_);
  const TensorId scaled = Binary(OpCode::kMul, conv, Random({4}));
  Binary(OpCode::kAdd, scaled, conv);
  const auto range = FoldRange(*graph_.Build(), 0, 2);
  EXPECT_THAT(OpsOf(*range), ElementsAre(OpCode::kConv2D, OpCode::kMul));
  EXPECT_THAT(range->graph.outputs, UnorderedElementsAre(conv, scaled));
}

TEST_F(FoldTest, ARangeFoldsWhatIsInsideAlone) {
  const TensorId conv = Conv(image_);
  const TensorId scaled = Binary(OpCode::kMul, conv, Random({4}));
  Relu6(Binary(OpCode::kAdd, scaled, Random({4})));
  const auto range = FoldRange(*graph_.Build(), 1, 3);
  EXPECT_THAT(OpsOf(*range), ElementsAre(OpCode::kMul, OpCode::kAdd));
  EXPECT_THAT(range->graph.inputs, ElementsAre(conv));
}

TEST_F(FoldTest, WeightsThatAnotherReadsAreCopied) {
  const TensorId filter = Random({4, 3, 3, 3});
  const graph::ConvOptions options = Window3x3(kNoClamp, 1);
  const TensorId one = graph_.Node(OpCode::kConv2D, {image_, filter}, {1, 6, 5, 4}, options);
  const TensorId other = graph_.Node(OpCode::kConv2D, {image_, filter}, {1, 6, 5, 4}, options);
  Binary(OpCode::kSub, Binary(OpCode::kMul, one, Random({4})), Relu6(other));
  ExpectFolded({OpCode::kConv2D, OpCode::kConv2D, OpCode::kSub});
}

TEST_F(FoldTest, PaddingConvolutionNormalisationAndActivationBecomeOne) {
  const TensorId conv = ValidConv(Pad(image_, {0, 1, 1, 0}, {0, 1, 1, 0}, {1, 8, 7, 3}), {1, 6, 5, 4});
  Relu6(Binary(OpCode::kAdd, Binary(OpCode::kMul, conv, Random({4})), Random({4})));
  ExpectFolded({OpCode::kConv2D});
}

}  // namespace
}  // namespace sciot::engine
