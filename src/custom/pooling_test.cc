#include <gmock/gmock.h>

#include <array>
#include <cstring>

#include "custom/max_pooling_with_argmax.h"
#include "custom/max_unpooling.h"

namespace sciot::custom {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

enum Padding : int32_t { kSame = 1, kValid = 2 };

// padding, stride width, stride height, filter width, filter height, activation
using Options = std::array<int32_t, 6>;

CustomTensor Image(Shape shape, DataType type = DataType::kFloat32) {
  return {{"image", type, std::move(shape)}, 0, 0, {}};
}

CustomNode PoolNode(const Shape& image, const Options& options) {
  return {{Image(image)}, {Image({}), Image({})}, std::as_bytes(std::span(options))};
}

CustomNode UnpoolNode(const Shape& pooled, const Options& options) {
  return {{Image(pooled), Image(pooled)}, {Image({})}, std::as_bytes(std::span(options))};
}

std::string CheckError(const std::shared_ptr<const CustomOperator>& custom, const CustomNode& node) {
  const auto plan = custom->Check(node);
  return plan.ok() ? "accepted" : plan.error().message;
}

using Floats = std::vector<float>;

// Checks the node, gives its outputs their room and runs it.
std::vector<Floats> RunOnce(const std::shared_ptr<const CustomOperator>& custom, const CustomNode& node,
                            const std::vector<Floats>& inputs) {
  const CustomPlan plan = custom->Check(node).value();
  std::vector<Floats> outputs;
  for (const Shape& shape : plan.output_shapes) outputs.emplace_back(ElementCount(shape).value(), -99.0F);
  std::vector<std::span<const std::byte>> from;
  for (const Floats& input : inputs) from.push_back(std::as_bytes(std::span(input)));
  std::vector<std::span<std::byte>> to;
  for (Floats& output : outputs) to.push_back(std::as_writable_bytes(std::span(output)));
  EXPECT_TRUE(custom->Create(node).value()->Run(from, to).ok());
  return outputs;
}

TEST(MaxPoolingWithArgmaxTest, GivesTheLargestAndItsPlaceInTheWindow) {
  const Options options{kValid, 2, 2, 2, 2, 0};
  const auto outputs = RunOnce(MakeMaxPoolingWithArgmax(), PoolNode({1, 2, 4, 1}, options), {{1, 5, 2, 2, 3, 4, 2, 9}});
  EXPECT_THAT(outputs[0], ElementsAre(5, 9));
  EXPECT_THAT(outputs[1], ElementsAre(1.1F, 3.1F));
}

TEST(MaxPoolingWithArgmaxTest, KeepsChannelsApartAndTakesTheFirstOfEquals) {
  const Options options{kValid, 1, 1, 2, 1, 0};
  const auto outputs = RunOnce(MakeMaxPoolingWithArgmax(), PoolNode({1, 1, 2, 2}, options), {{7, -3, 7, -1}});
  EXPECT_THAT(outputs[0], ElementsAre(7, -1));
  EXPECT_THAT(outputs[1], ElementsAre(0.1F, 1.1F));
}

// SAME: the windows of a row of three, three wide, begin one before it.
TEST(MaxPoolingWithArgmaxTest, PaddingIsNoValueButCountsInThePlace) {
  const Options options{kSame, 2, 1, 3, 1, 0};
  const auto outputs = RunOnce(MakeMaxPoolingWithArgmax(), PoolNode({1, 1, 3, 1}, options), {{-5, -6, -7}});
  EXPECT_THAT(outputs[0], ElementsAre(-5, -6));
  EXPECT_THAT(outputs[1], ElementsAre(1.1F, 0.1F));
}

TEST(MaxPoolingWithArgmaxTest, AnActivationClampsTheValue) {
  const Options relu6{kValid, 1, 1, 1, 1, 3};
  const auto outputs = RunOnce(MakeMaxPoolingWithArgmax(), PoolNode({1, 1, 2, 1}, relu6), {{-5, 60}});
  EXPECT_THAT(outputs[0], ElementsAre(0, 6));
}

TEST(MaxUnpoolingTest, PutsEachValueInItsPlace) {
  const Options options{kSame, 2, 2, 2, 2, 0};
  const auto outputs = RunOnce(MakeMaxUnpooling(), UnpoolNode({1, 1, 2, 1}, options), {{5, 9}, {1.1F, 2.1F}});
  EXPECT_THAT(outputs[0], ElementsAre(0, 5, 0, 0, 0, 0, 9, 0));
}

TEST(MaxUnpoolingTest, AnIndexOutsideTheOutputIsSkipped) {
  const Options options{kSame, 2, 2, 2, 2, 0};
  const auto node = UnpoolNode({1, 1, 4, 1}, options);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto outputs = RunOnce(MakeMaxUnpooling(), node, {{1, 2, 3, 4}, {-1.0F, 1e30F, nan, 77.0F}});
  EXPECT_THAT(outputs[0], ::testing::Each(0.0F));
}

TEST(MaxUnpoolingTest, UndoesPooling) {
  const Options options{kSame, 2, 2, 2, 2, 0};
  const Floats image{0, 3, 0, 0, 0, 0, 0, 4, 9, 0, 0, 2, 0, 0, 0, 0};
  const auto pooled = RunOnce(MakeMaxPoolingWithArgmax(), PoolNode({1, 4, 4, 1}, options), {image});
  EXPECT_EQ(RunOnce(MakeMaxUnpooling(), UnpoolNode({1, 2, 2, 1}, options), pooled)[0], image);
}

TEST(PoolingOperatorsTest, RefuseWhatCannotBeMeant) {
  const auto pooling = MakeMaxPoolingWithArgmax();
  const Shape image{1, 4, 4, 1};
  EXPECT_THAT(CheckError(pooling, PoolNode(image, {0, 1, 1, 1, 1, 0})), HasSubstr("padding 0"));
  EXPECT_THAT(CheckError(pooling, PoolNode(image, {kSame, 0, 1, 1, 1, 0})), HasSubstr("stride is 0"));
  EXPECT_THAT(CheckError(pooling, PoolNode(image, {kSame, 1, 1, -2, 1, 0})), HasSubstr("filter size is -2"));
  EXPECT_THAT(CheckError(pooling, PoolNode(image, {kSame, 1, 1, INT32_MAX, 2, 0})), HasSubstr("too large"));
  EXPECT_THAT(CheckError(pooling, PoolNode(image, {kSame, 1, 1, 1, 1, 4})), HasSubstr("activation 4"));
  EXPECT_THAT(CheckError(pooling, PoolNode(image, {kValid, 1, 1, 5, 1, 0})),
              HasSubstr("a filter of 5 does not fit an input of 4"));
  const Options fine{kSame, 1, 1, 1, 1, 0};
  EXPECT_THAT(CheckError(pooling, PoolNode({4, 4}, fine)), HasSubstr("not [N,H,W,C]"));
  CustomNode node = PoolNode(image, fine);
  node.options = node.options.first(23);
  EXPECT_THAT(CheckError(pooling, node), HasSubstr("23 bytes of options, needs 24"));
  node = PoolNode(image, fine);
  node.outputs.pop_back();
  EXPECT_THAT(CheckError(pooling, node), HasSubstr("has 1 outputs, not 2"));
  node = PoolNode(image, fine);
  node.inputs[0].spec.type = DataType::kInt8;
  EXPECT_THAT(CheckError(pooling, node), HasSubstr("input is INT8, not FP32"));
  node = UnpoolNode(image, fine);
  node.inputs[1].spec.shape = {1, 4, 4, 2};
  EXPECT_THAT(CheckError(MakeMaxUnpooling(), node), HasSubstr("indices have shape [1,4,4,2]"));
  EXPECT_THAT(CheckError(MakeMaxUnpooling(), UnpoolNode({1, 1 << 20, 1, 1}, {kSame, 1, 1, 1, 1 << 20, 0})),
              HasSubstr("makes too much"));
}

}  // namespace
}  // namespace sciot::custom
