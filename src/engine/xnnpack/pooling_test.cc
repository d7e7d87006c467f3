#include <gtest/gtest.h>

#include <ostream>

#include "engine/testing/run_graph.h"

namespace sciot::engine {
namespace {

using graph::OpCode;
using graph::Window2D;

struct Case {
  const char* name;
  Shape image;
  Shape output;
  Window2D window;
  graph::Clamp clamp = kNoClamp;
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.name;
}

// All values of a channel that one window position covers.
std::vector<float> Covered(const Case& c, const std::vector<float>& image, int32_t n, int32_t y, int32_t x,
                           int32_t channel) {
  const Window2D& w = c.window;
  const auto top = y * static_cast<int32_t>(w.stride_height) - static_cast<int32_t>(w.pad_top);
  const auto left = x * static_cast<int32_t>(w.stride_width) - static_cast<int32_t>(w.pad_left);
  std::vector<float> values;
  for (int32_t row = top; row < top + static_cast<int32_t>(w.kernel_height); ++row) {
    for (int32_t column = left; column < left + static_cast<int32_t>(w.kernel_width); ++column) {
      if (row < 0 || row >= c.image[1] || column < 0 || column >= c.image[2]) continue;
      values.push_back(
          image[static_cast<size_t>(((n * c.image[1] + row) * c.image[2] + column) * c.image[3] + channel)]);
    }
  }
  return values;
}

float Pool(OpCode op, const std::vector<float>& values) {
  if (op == OpCode::kMaxPool2D) return *std::max_element(values.begin(), values.end());
  double sum = 0.0;
  for (float value : values) sum += static_cast<double>(value);
  return static_cast<float>(sum / static_cast<double>(values.size()));
}

std::vector<float> Naive(OpCode op, const Case& c, const std::vector<float>& image) {
  std::vector<float> result;
  for (int32_t n = 0; n < c.output[0]; ++n) {
    for (int32_t y = 0; y < c.output[1]; ++y) {
      for (int32_t x = 0; x < c.output[2]; ++x) {
        for (int32_t channel = 0; channel < c.output[3]; ++channel) {
          const float value = Pool(op, Covered(c, image, n, y, x, channel));
          result.push_back(std::clamp(value, c.clamp.min, c.clamp.max));
        }
      }
    }
  }
  return result;
}

std::shared_ptr<const graph::Graph> PoolGraph(OpCode op, const Case& c) {
  GraphBuilder builder;
  builder.Node(op, {builder.Input(c.image)}, c.output, graph::PoolOptions{c.window, c.clamp});
  return builder.Build();
}

class PoolingTest : public testing::TestWithParam<Case> {};

TEST_P(PoolingTest, AverageMatchesItsDefinition) {
  const auto image = RandomFloats(GetParam().image, 1);
  EXPECT_EQ(OutputFault(PoolGraph(OpCode::kAveragePool2D, GetParam()), {image},
                        Naive(OpCode::kAveragePool2D, GetParam(), image)),
            "");
}

TEST_P(PoolingTest, MaxMatchesItsDefinition) {
  const auto image = RandomFloats(GetParam().image, 1);
  EXPECT_EQ(
      OutputFault(PoolGraph(OpCode::kMaxPool2D, GetParam()), {image}, Naive(OpCode::kMaxPool2D, GetParam(), image)),
      "");
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, PoolingTest,
    testing::Values(Case{"two_by_two", {1, 8, 6, 5}, {1, 4, 3, 5}, {2, 2, 2, 2}},
                    Case{"same", {2, 5, 7, 9}, {2, 5, 7, 9}, {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}},
                    Case{"same_strided", {1, 6, 6, 4}, {1, 3, 3, 4}, {3, 3, 2, 2, 1, 1, 0, 1, 0, 1}},
                    Case{"whole_image", {1, 7, 7, 13}, {1, 1, 1, 13}, {7, 7, 1, 1}},
                    Case{"row", {1, 4, 9, 2}, {1, 4, 7, 2}, {1, 3, 1, 1}},
                    Case{"strides_over_values", {1, 8, 8, 3}, {1, 3, 3, 3}, {2, 2, 3, 3}},
                    Case{"clamped", {1, 6, 6, 3}, {1, 3, 3, 3}, {2, 2, 2, 2}, {-0.1F, 0.2F}},
                    Case{"single", {1, 5, 4, 3}, {1, 5, 4, 3}, {1, 1, 1, 1}, kReluClamp},
                    Case{"single_strided", {2, 5, 4, 3}, {2, 3, 2, 3}, {1, 1, 2, 2}},
                    Case{"one_pixel", {1, 1, 1, 6}, {1, 1, 1, 6}, {1, 1, 1, 1}},
                    Case{"one_pixel_padded", {1, 1, 1, 6}, {1, 1, 1, 6}, {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}}),
    [](const auto& test) { return test.param.name; });

TEST(PoolingErrorTest, WindowsThatDoNotFitAreRefused) {
  const Case cases[] = {{"wrong_output", {1, 4, 4, 1}, {1, 2, 3, 1}, {2, 2, 2, 2}},
                        {"no_stride", {1, 4, 4, 1}, {1, 4, 4, 1}, {2, 2, 0, 1}},
                        {"all_padding", {1, 4, 4, 1}, {1, 8, 4, 1}, {1, 1, 1, 1, 1, 1, 4, 0, 0, 0}},
                        {"dilated", {1, 4, 4, 1}, {1, 2, 2, 1}, {2, 2, 1, 1, 2, 2}},
                        {"too_large", {1, 4, 4, 1}, {1, 1, 1, 1}, {5, 5, 1, 1}},
                        {"clamped_to_nothing", {1, 4, 4, 1}, {1, 2, 2, 1}, {2, 2, 2, 2}, {1.0F, 1.0F}}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(CreationError(PoolGraph(OpCode::kAveragePool2D, c)).code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(CreationError(PoolGraph(OpCode::kMaxPool2D, c)).code, ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace sciot::engine
