#include <gtest/gtest.h>

#include <functional>
#include <ostream>

#include "engine/testing/run_graph.h"

namespace sciot::engine {
namespace {

using graph::OpCode;
using graph::Window2D;

struct Case {
  const char* name;
  Shape image;
  int32_t outputs;
  int32_t filter_inputs;  // of CONV_2D; fewer than the image's channels: grouped
  Window2D window;
  graph::Clamp clamp = kNoClamp;
  bool bias = true;
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.name;
}

int32_t Positions(int32_t input, uint32_t kernel, uint32_t stride, uint32_t dilation, uint32_t padding) {
  return (input + static_cast<int32_t>(padding) - static_cast<int32_t>((kernel - 1) * dilation) - 1) /
             static_cast<int32_t>(stride) +
         1;
}

Shape OutputShape(const Case& c) {
  const Window2D& w = c.window;
  return {c.image[0],
          Positions(c.image[1], w.kernel_height, w.stride_height, w.dilation_height, w.pad_top + w.pad_bottom),
          Positions(c.image[2], w.kernel_width, w.stride_width, w.dilation_width, w.pad_left + w.pad_right), c.outputs};
}

size_t At(const Shape& shape, int32_t a, int32_t b, int32_t c, int32_t d) {
  return static_cast<size_t>(((a * shape[1] + b) * shape[2] + c) * shape[3] + d);
}

// The image at (y, x), 0 in the padding.
float Pixel(const Case& c, const std::vector<float>& image, int32_t n, int32_t y, int32_t x, int32_t channel) {
  if (y < 0 || y >= c.image[1] || x < 0 || x >= c.image[2]) return 0.0F;
  return image[At(c.image, n, y, x, channel)];
}

// Weight of output channel o for the i-th of its group's input channels, at (ky, kx).
using Weight = std::function<float(int32_t o, int32_t ky, int32_t kx, int32_t i)>;

// The convolution by its definition. Output channel o reads `per_group` input channels from the one its group
// starts with.
std::vector<float> Naive(const Case& c, int32_t per_group, const std::vector<float>& image, const Weight& weight,
                         const std::vector<float>& bias) {
  const Shape out = OutputShape(c);
  const int32_t outputs_per_group = c.outputs / (c.image[3] / per_group);
  const auto kernel_height = static_cast<int32_t>(c.window.kernel_height);
  const auto kernel_width = static_cast<int32_t>(c.window.kernel_width);
  std::vector<float> result(ElementCount(out).value());
  for (int32_t n = 0; n < out[0]; ++n) {
    for (int32_t y = 0; y < out[1]; ++y) {
      for (int32_t x = 0; x < out[2]; ++x) {
        for (int32_t o = 0; o < out[3]; ++o) {
          double sum = bias.empty() ? 0.0 : static_cast<double>(bias[static_cast<size_t>(o)]);
          for (int32_t ky = 0; ky < kernel_height; ++ky) {
            for (int32_t kx = 0; kx < kernel_width; ++kx) {
              const auto row = static_cast<int32_t>(c.window.stride_height) * y +
                               static_cast<int32_t>(c.window.dilation_height) * ky -
                               static_cast<int32_t>(c.window.pad_top);
              const auto column = static_cast<int32_t>(c.window.stride_width) * x +
                                  static_cast<int32_t>(c.window.dilation_width) * kx -
                                  static_cast<int32_t>(c.window.pad_left);
              for (int32_t i = 0; i < per_group; ++i) {
                const int32_t channel = o / outputs_per_group * per_group + i;
                sum += static_cast<double>(Pixel(c, image, n, row, column, channel)) *
                       static_cast<double>(weight(o, ky, kx, i));
              }
            }
          }
          result[At(out, n, y, x, o)] = std::clamp(static_cast<float>(sum), c.clamp.min, c.clamp.max);
        }
      }
    }
  }
  return result;
}

struct Weights {
  Shape shape;
  std::vector<float> filter;
  std::vector<float> bias;
};

Weights MakeWeights(const Case& c, Shape filter_shape) {
  Weights weights{filter_shape, RandomFloats(filter_shape, 2), {}};
  if (c.bias) weights.bias = RandomFloats(static_cast<size_t>(c.outputs), 3);
  return weights;
}

std::shared_ptr<const graph::Graph> ConvGraph(OpCode op, const Case& c, const Weights& weights) {
  GraphBuilder builder;
  const auto image = builder.Input(c.image);
  const auto filter = builder.Constant(weights.shape, weights.filter);
  const auto bias = c.bias ? builder.Constant({c.outputs}, weights.bias) : graph::kAbsentTensor;
  builder.Node(op, {image, filter, bias}, OutputShape(c), graph::ConvOptions{c.window, 1, c.clamp});
  return builder.Build();
}

Window2D Square(uint32_t kernel, uint32_t stride = 1, uint32_t dilation = 1) {
  return {kernel, kernel, stride, stride, dilation, dilation, 0, 0, 0, 0};
}

Window2D Padded(Window2D window, uint32_t top, uint32_t bottom, uint32_t left, uint32_t right) {
  window.pad_top = top;
  window.pad_bottom = bottom;
  window.pad_left = left;
  window.pad_right = right;
  return window;
}

class ConvolutionTest : public testing::TestWithParam<Case> {};

TEST_P(ConvolutionTest, MatchesItsDefinition) {
  const Case& c = GetParam();
  const auto height = static_cast<int32_t>(c.window.kernel_height);
  const auto width = static_cast<int32_t>(c.window.kernel_width);
  const Weights weights = MakeWeights(c, {c.outputs, height, width, c.filter_inputs});
  const auto weight = [&](int32_t o, int32_t ky, int32_t kx, int32_t i) {
    return weights.filter[At(weights.shape, o, ky, kx, i)];
  };
  const auto image = RandomFloats(c.image, 1);
  EXPECT_EQ(OutputFault(ConvGraph(OpCode::kConv2D, c, weights), {image},
                        Naive(c, c.filter_inputs, image, weight, weights.bias)),
            "");
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, ConvolutionTest,
    testing::Values(Case{"pointwise", {1, 7, 5, 12}, 20, 12, Square(1), kRelu6Clamp},
                    Case{"pointwise_strided", {1, 7, 6, 5}, 9, 5, Square(1, 2)},
                    Case{"one_pixel", {1, 1, 1, 3}, 2, 3, Square(1)},
                    Case{"one_channel", {1, 6, 6, 1}, 1, 1, Square(1)},
                    Case{"first_layer", {1, 11, 10, 3}, 16, 3, Padded(Square(3, 2), 0, 1, 0, 1), kReluClamp},
                    Case{"same", {2, 6, 7, 4}, 5, 4, Padded(Square(3), 1, 1, 1, 1)},
                    Case{"valid", {1, 6, 7, 4}, 5, 4, Square(3)},
                    Case{"without_bias", {1, 6, 7, 4}, 5, 4, Square(3), kNoClamp, false},
                    Case{"dilated", {1, 9, 9, 3}, 4, 3, Padded(Square(3, 1, 2), 2, 2, 2, 2)},
                    Case{"uneven", {1, 8, 9, 2}, 3, 2, Window2D{2, 5, 3, 1, 1, 1, 1, 0, 0, 4}},
                    Case{"grouped", {1, 6, 6, 6}, 9, 2, Padded(Square(3), 1, 1, 1, 1)},
                    Case{"grouped_pointwise", {2, 5, 5, 8}, 4, 2, Square(1), {-1.0F, 1.0F}},
                    Case{"group_of_one", {1, 5, 5, 4}, 8, 1, Square(3)},
                    Case{"large", {1, 24, 24, 16}, 48, 16, Padded(Square(3), 1, 1, 1, 1)}),
    [](const auto& test) { return test.param.name; });

class DepthwiseConvolutionTest : public testing::TestWithParam<Case> {};

TEST_P(DepthwiseConvolutionTest, MatchesItsDefinition) {
  const Case& c = GetParam();
  const auto height = static_cast<int32_t>(c.window.kernel_height);
  const auto width = static_cast<int32_t>(c.window.kernel_width);
  const Weights weights = MakeWeights(c, {1, height, width, c.outputs});
  const auto weight = [&](int32_t o, int32_t ky, int32_t kx, int32_t) {
    return weights.filter[At(weights.shape, 0, ky, kx, o)];
  };
  const auto image = RandomFloats(c.image, 1);
  EXPECT_EQ(
      OutputFault(ConvGraph(OpCode::kDepthwiseConv2D, c, weights), {image}, Naive(c, 1, image, weight, weights.bias)),
      "");
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, DepthwiseConvolutionTest,
    testing::Values(Case{"same", {1, 6, 7, 12}, 12, 1, Padded(Square(3), 1, 1, 1, 1), kRelu6Clamp},
                    Case{"strided", {2, 9, 9, 7}, 7, 1, Padded(Square(3, 2), 0, 1, 0, 1)},
                    Case{"five_by_five", {1, 9, 8, 10}, 10, 1, Padded(Square(5), 2, 2, 2, 2)},
                    Case{"seven_by_seven", {1, 9, 8, 3}, 3, 1, Square(7)},
                    Case{"pointwise", {1, 5, 4, 6}, 6, 1, Square(1)},
                    Case{"one_channel", {1, 6, 6, 1}, 1, 1, Square(3)},
                    Case{"without_bias", {1, 6, 6, 5}, 5, 1, Square(3), kReluClamp, false},
                    Case{"dilated", {1, 9, 9, 4}, 4, 1, Square(3, 1, 2)},
                    Case{"dilated_and_padded", {1, 9, 11, 20}, 20, 1, Padded(Square(3, 2, 3), 3, 4, 2, 5)},
                    Case{"four_channels", {1, 3, 37, 4}, 4, 1, Padded(Square(3), 1, 1, 1, 1)},
                    Case{"eight_channels", {2, 4, 19, 8}, 8, 1, Padded(Square(5), 2, 2, 2, 2), kReluClamp},
                    Case{"eight_channels_strided", {1, 5, 19, 8}, 8, 1, Padded(Square(3, 2), 1, 1, 1, 1)},
                    Case{"sixteen_channels", {1, 5, 13, 16}, 16, 1, Padded(Square(3), 1, 1, 1, 1)},
                    Case{"forty_channels", {1, 6, 14, 40}, 40, 1, Padded(Square(5, 2), 1, 2, 1, 2)},
                    Case{"hundred_channels", {1, 4, 9, 100}, 100, 1, Padded(Square(3), 1, 1, 1, 1), kRelu6Clamp},
                    Case{"padding_at_one_side", {1, 6, 12, 33}, 33, 1, Window2D{3, 4, 1, 1, 1, 1, 2, 0, 3, 0}},
                    Case{"wider_than_the_image", {1, 2, 2, 18}, 18, 1, Padded(Square(5), 2, 2, 2, 2)},
                    Case{"multiplier", {1, 7, 6, 5}, 15, 1, Padded(Square(3, 2), 1, 0, 1, 1)},
                    Case{"multiplier_of_one_channel", {1, 7, 6, 1}, 8, 1, Padded(Square(3), 1, 1, 1, 1)},
                    Case{"multiplier_pointwise", {1, 4, 4, 3}, 6, 1, Square(1)}),
    [](const auto& test) { return test.param.name; });

TEST(ConvolutionErrorTest, AFilterMadeAtRunTimeIsUnsupported) {
  GraphBuilder builder;
  const auto image = builder.Input({1, 4, 4, 2});
  const auto filter = builder.Input({3, 1, 1, 2});
  builder.Node(OpCode::kConv2D, {image, filter}, {1, 4, 4, 3}, graph::ConvOptions{{}, 1, kNoClamp});
  const Error error = CreationError(builder.Build());
  EXPECT_EQ(error.code, ErrorCode::kUnsupported);
  EXPECT_EQ(error.message, "node 0 (op 3): tensor 1 is computed at run time, but must be a constant here");
}

TEST(ConvolutionErrorTest, ABiasMadeAtRunTimeIsUnsupported) {
  GraphBuilder builder;
  const auto image = builder.Input({1, 4, 4, 2});
  const auto filter = builder.Constant({3, 1, 1, 2}, RandomFloats(6, 1));
  const auto bias = builder.Input({3});
  builder.Node(OpCode::kConv2D, {image, filter, bias}, {1, 4, 4, 3}, graph::ConvOptions{{}, 1, kNoClamp});
  EXPECT_EQ(CreationError(builder.Build()).code, ErrorCode::kUnsupported);
}

// A convolution of [1,4,4,4] to `output` that must be refused.
Error RefusalOf(OpCode op, const Shape& filter, const Shape& output, const graph::ConvOptions& options) {
  GraphBuilder builder;
  const auto image = builder.Input({1, 4, 4, 4});
  builder.Node(op, {image, builder.Constant(filter, RandomFloats(filter, 1))}, output, options);
  return CreationError(builder.Build());
}

TEST(ConvolutionErrorTest, ParametersThatDoNotFitAreRefused) {
  const graph::ConvOptions plain{Square(1), 1, kNoClamp};
  const graph::ConvOptions no_stride{Square(1, 0), 1, kNoClamp};
  const graph::ConvOptions empty_clamp{Square(1), 1, {1.0F, 1.0F}};
  const graph::ConvOptions too_wide{Square(5), 1, kNoClamp};
  const auto code = ErrorCode::kInvalidArgument;
  EXPECT_EQ(RefusalOf(OpCode::kConv2D, {8, 1, 1, 3}, {1, 4, 4, 8}, plain).code, code);
  EXPECT_EQ(RefusalOf(OpCode::kConv2D, {7, 1, 1, 2}, {1, 4, 4, 7}, plain).code, code);
  EXPECT_EQ(RefusalOf(OpCode::kConv2D, {8, 1, 1, 4}, {1, 4, 4, 9}, plain).code, code);
  EXPECT_EQ(RefusalOf(OpCode::kConv2D, {8, 1, 1, 4}, {1, 4, 5, 8}, plain).code, code);
  EXPECT_EQ(RefusalOf(OpCode::kConv2D, {8, 1, 1, 4}, {1, 4, 4, 8}, no_stride).code, code);
  EXPECT_EQ(RefusalOf(OpCode::kConv2D, {8, 1, 1, 4}, {1, 4, 4, 8}, empty_clamp).code, code);
  EXPECT_EQ(RefusalOf(OpCode::kConv2D, {8, 5, 5, 4}, {1, 1, 1, 8}, too_wide).code, code);
  EXPECT_EQ(RefusalOf(OpCode::kDepthwiseConv2D, {1, 1, 1, 6}, {1, 4, 4, 6}, plain).code, code);
}

}  // namespace
}  // namespace sciot::engine
