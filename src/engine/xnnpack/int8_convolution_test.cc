#include <gmock/gmock.h>

#include "engine/testing/run_graph.h"

namespace sciot::engine {
namespace {

using graph::OpCode;
using graph::TensorId;

// A convolution of real numbers on the INT8 tensors that stand for them.
class Int8ConvolutionTest : public ::testing::Test {
 protected:
  static constexpr float kImageScale = 0.02F, kOutputScale = 0.05F;
  static constexpr int32_t kImageZero = -11, kOutputZero = 7;

  TensorId Scaled(TensorId id, std::vector<float> scales, std::vector<int64_t> zero_points, uint32_t axis = 0) {
    builder_.graph().tensors[id].quantization = {std::move(scales), std::move(zero_points), axis};
    return id;
  }

  template <typename T>
  TensorId Constant(const Shape& shape, const std::vector<T>& values, DataType type) {
    std::vector<float> storage((values.size() * sizeof(T) + sizeof(float) - 1) / sizeof(float));
    std::memcpy(storage.data(), values.data(), values.size() * sizeof(T));
    const TensorId id = builder_.Constant(shape, storage);
    graph::Tensor& tensor = builder_.graph().tensors[id];
    tensor.spec.type = type;
    tensor.constant = tensor.constant.first(values.size() * sizeof(T));
    return id;
  }

  static std::vector<int8_t> Integers(size_t count, uint32_t seed, float limit) {
    const std::vector<float> random = RandomFloats(count, seed, limit);
    return {random.begin(), random.end()};
  }

  // SAME, 3x3, of 5x6 pixels.
  std::shared_ptr<const graph::Graph> Graph(OpCode op, int32_t inputs, const Shape& filter, const graph::Clamp& clamp) {
    const graph::Window2D window{
        .kernel_height = 3, .kernel_width = 3, .pad_top = 1, .pad_bottom = 1, .pad_left = 1, .pad_right = 1};
    outputs_ = op == OpCode::kConv2D ? filter[0] : filter[3];
    weights_ = Integers(ElementCount(filter).value(), 2, 127.0F);
    for (int32_t o = 0; o < outputs_; ++o) {
      scales_.push_back(0.001F * static_cast<float>(o + 1));
      bias_.push_back(100 * o - 150);
    }
    const TensorId image = Scaled(builder_.Input({1, 5, 6, inputs}, DataType::kInt8), {kImageScale}, {kImageZero});
    const TensorId weights = Scaled(Constant(filter, weights_, DataType::kInt8), scales_,
                                    std::vector<int64_t>(scales_.size(), 0), op == OpCode::kConv2D ? 0 : 3);
    const TensorId bias = Constant({outputs_}, bias_, DataType::kInt32);
    const TensorId output = builder_.Node(op, {image, weights, bias}, {1, 5, 6, outputs_},
                                          graph::ConvOptions{window, 1, clamp}, DataType::kInt8);
    Scaled(output, {kOutputScale}, {kOutputZero});
    return builder_.Build();
  }

  static std::vector<int8_t> Run(const std::shared_ptr<const graph::Graph>& graph, const std::vector<int8_t>& image) {
    const SteadyClock clock;
    const auto engine = Engine::Create(graph, {}, clock);
    EXPECT_TRUE(engine.ok());
    std::memcpy(engine.value()->tensor(graph->inputs[0]).data(), image.data(), image.size());
    Duration time{};
    EXPECT_TRUE(engine.value()->Run(0, 1, {&time, 1}).ok());
    const auto bytes = engine.value()->tensor(graph->outputs[0]);
    const auto* values = reinterpret_cast<const int8_t*>(bytes.data());
    return {values, values + bytes.size()};
  }

  // Which part of the network one element of the result is made of.
  struct Element {
    size_t y, x, output;
    size_t channels;       // of the image
    size_t first, inputs;  // channels read
  };

  // What the window's weight at `row` of the image adds; weight(ky, kx, i) is for the i-th of the inputs.
  template <typename Weight>
  int32_t RowSum(const std::vector<int8_t>& image, const Element& e, size_t ky, const Weight& weight) const {
    int32_t sum = 0;
    for (size_t kx = 0; kx < 3; ++kx) {
      const size_t row = e.y + ky, column = e.x + kx;  // one more than in the image
      if (row < 1 || row > 5 || column < 1 || column > 6) continue;
      for (size_t i = 0; i < e.inputs; ++i) {
        const size_t at = ((row - 1) * 6 + column - 1) * e.channels + e.first + i;
        sum += (image[at] - kImageZero) * weights_[weight(ky, kx, i)];
      }
    }
    return sum;
  }

  // The real result.
  template <typename Weight>
  float Expected(const std::vector<int8_t>& image, const Element& e, const Weight& weight) const {
    int32_t sum = bias_[e.output];
    for (size_t ky = 0; ky < 3; ++ky) sum += RowSum(image, e, ky, weight);
    return static_cast<float>(sum) * kImageScale * scales_[e.output];
  }

  static int StoredOf(float real, const graph::Clamp& clamp) {
    const float stored = std::round(std::clamp(real, clamp.min, clamp.max) / kOutputScale) + kOutputZero;
    return static_cast<int>(std::clamp(stored, -128.0F, 127.0F));
  }

  GraphBuilder builder_;
  int32_t outputs_ = 0;
  std::vector<int8_t> weights_;
  std::vector<float> scales_;
  std::vector<int32_t> bias_;
};

TEST_F(Int8ConvolutionTest, EachChannelHasItsScale) {
  const auto graph = Graph(OpCode::kConv2D, 3, {4, 3, 3, 3}, kReluClamp);
  const std::vector<int8_t> image = Integers(90, 5, 127.0F);
  const std::vector<int8_t> output = Run(graph, image);
  for (size_t i = 0; i < 120; ++i) {
    const size_t o = i % 4;
    const auto weight = [o](size_t ky, size_t kx, size_t c) { return ((o * 3 + ky) * 3 + kx) * 3 + c; };
    const float real = Expected(image, {i / 24, i / 4 % 6, o, 3, 0, 3}, weight);
    EXPECT_NEAR(output[i], StoredOf(real, kReluClamp), 1) << i;
  }
}

TEST_F(Int8ConvolutionTest, OneFilterForEachChannel) {
  const auto graph = Graph(OpCode::kDepthwiseConv2D, 6, {1, 3, 3, 6}, kNoClamp);
  const std::vector<int8_t> image = Integers(180, 6, 127.0F);
  const std::vector<int8_t> output = Run(graph, image);
  for (size_t i = 0; i < 180; ++i) {
    const size_t o = i % 6;
    const auto weight = [o](size_t ky, size_t kx, size_t /*c*/) { return (ky * 3 + kx) * 6 + o; };
    const float real = Expected(image, {i / 36, i / 6 % 6, o, 6, o, 1}, weight);
    EXPECT_NEAR(output[i], StoredOf(real, kNoClamp), 1) << i;
  }
}

}  // namespace
}  // namespace sciot::engine
