#include <gmock/gmock.h>

#include <cmath>

#include "engine/avx512/int8_block.h"
#include "engine/kernel_table.h"
#include "engine/testing/run_graph.h"
#include "engine/xnnpack/backend.h"

namespace sciot::engine {
namespace {

using graph::Window2D;

// A convolution, and what shapes it takes.
struct Case {
  Window2D window;
  Shape image;
  int32_t outputs;
  graph::Clamp clamp = kNoClamp;
  bool by_channel = true;
  float weight_scale = 0.004F;
  int32_t groups = 1;  // of channels

  int32_t GroupInputs() const { return image[3] / groups; }
};

class Int8VnniTest : public ::testing::Test {
 protected:
  static constexpr float kImageScale = 0.02F, kOutputScale = 0.05F;
  static constexpr int32_t kImageZero = -128, kOutputZero = 9;

  static int32_t Positions(int32_t size, uint32_t padding, uint32_t kernel, uint32_t stride, uint32_t dilation) {
    return (size + static_cast<int32_t>(padding) - static_cast<int32_t>((kernel - 1) * dilation) - 1) /
               static_cast<int32_t>(stride) +
           1;
  }

  template <typename T>
  graph::TensorId Constant(const Shape& shape, const std::vector<T>& values, DataType type) {
    std::vector<float> storage((values.size() * sizeof(T) + sizeof(float) - 1) / sizeof(float));
    std::memcpy(storage.data(), values.data(), values.size() * sizeof(T));
    const graph::TensorId id = builder_.Constant(shape, storage);
    graph::Tensor& tensor = builder_.graph().tensors[id];
    tensor.spec.type = type;
    tensor.constant = tensor.constant.first(values.size() * sizeof(T));
    return id;
  }

  void Build(const Case& c) {
    case_ = c;
    builder_ = GraphBuilder();
    const Window2D& w = c.window;
    const auto height = static_cast<int32_t>(w.kernel_height), width = static_cast<int32_t>(w.kernel_width);
    const Shape filter{c.outputs, height, width, c.GroupInputs()};
    output_ = {c.image[0],
               Positions(c.image[1], w.pad_top + w.pad_bottom, w.kernel_height, w.stride_height, w.dilation_height),
               Positions(c.image[2], w.pad_left + w.pad_right, w.kernel_width, w.stride_width, w.dilation_width),
               c.outputs};
    image_ = Extremes(ElementCount(c.image).value(), 3);
    weights_ = Extremes(ElementCount(filter).value(), 4);
    scales_.clear();
    bias_.clear();
    for (int32_t o = 0; o < c.outputs; ++o) {
      scales_.push_back(c.by_channel ? c.weight_scale * (1.0F + static_cast<float>(o % 7)) : c.weight_scale);
      bias_.push_back(1000 * (o % 9) - 4000);
    }
    const std::vector<float> stored = c.by_channel ? scales_ : std::vector<float>{scales_[0]};
    const graph::TensorId image = builder_.Input(c.image, DataType::kInt8);
    const graph::TensorId weights = Constant(filter, weights_, DataType::kInt8);
    const graph::TensorId bias = Constant({c.outputs}, bias_, DataType::kInt32);
    const graph::TensorId output = builder_.Node(graph::OpCode::kConv2D, {image, weights, bias}, output_,
                                                 graph::ConvOptions{w, 1, c.clamp}, DataType::kInt8);
    auto& tensors = builder_.graph().tensors;
    tensors[image].quantization = {{kImageScale}, {kImageZero}, 0};
    tensors[weights].quantization = {stored, std::vector<int64_t>(stored.size(), 0), 0};
    tensors[output].quantization = {{kOutputScale}, {kOutputZero}, 0};
    graph_ = builder_.Build();
  }

  // Every fifth value is -128 or 127.
  static std::vector<int8_t> Extremes(size_t count, uint32_t seed) {
    const std::vector<float> random = RandomFloats(count, seed, 127.9F);
    std::vector<int8_t> values(random.begin(), random.end());
    for (size_t i = 0; i < count; i += 5) values[i] = i % 2 == 0 ? int8_t{-128} : int8_t{127};
    return values;
  }

  int32_t Sum(int32_t image, int32_t y, int32_t x, int32_t o) const {
    const Window2D& w = case_.window;
    const int32_t channels = case_.GroupInputs();
    const int32_t first_channel = o / (case_.outputs / case_.groups) * channels;
    int32_t sum = bias_[static_cast<size_t>(o)];
    for (int32_t i = 0; i < static_cast<int32_t>(w.kernel_height * w.kernel_width) * channels; ++i) {
      const int32_t tap = i / channels, width = static_cast<int32_t>(w.kernel_width);
      const int32_t row = y * static_cast<int32_t>(w.stride_height) +
                          tap / width * static_cast<int32_t>(w.dilation_height) - static_cast<int32_t>(w.pad_top);
      const int32_t column = x * static_cast<int32_t>(w.stride_width) +
                             tap % width * static_cast<int32_t>(w.dilation_width) - static_cast<int32_t>(w.pad_left);
      if (row < 0 || row >= case_.image[1] || column < 0 || column >= case_.image[2]) continue;
      const int32_t pixel = (image * case_.image[1] + row) * case_.image[2] + column;
      const int32_t at = pixel * case_.image[3] + first_channel + i % channels;
      const auto taps = static_cast<int32_t>(w.kernel_height * w.kernel_width);
      sum += (image_[static_cast<size_t>(at)] - kImageZero) * weights_[static_cast<size_t>(o * taps * channels + i)];
    }
    return sum;
  }

  int8_t Stored(int32_t sum, int32_t o) const {
    const float scale = kImageScale * scales_[static_cast<size_t>(o)] / kOutputScale;
    const float stored = std::nearbyint(static_cast<float>(sum) * scale) + kOutputZero;
    const float low = std::max(-128.0F, std::round(case_.clamp.min / kOutputScale) + kOutputZero);
    const float high = std::min(127.0F, std::round(case_.clamp.max / kOutputScale) + kOutputZero);
    return static_cast<int8_t>(std::clamp(stored, low, high));
  }

  std::vector<int8_t> Expected() const {
    std::vector<int8_t> values;
    for (int32_t i = 0; i < static_cast<int32_t>(ElementCount(output_).value()); ++i) {
      const int32_t o = i % output_[3], x = i / output_[3] % output_[2], y = i / output_[3] / output_[2] % output_[1];
      values.push_back(Stored(Sum(i / output_[3] / output_[2] / output_[1], y, x, o), o));
    }
    return values;
  }

  std::vector<int8_t> Run(KernelFactory& create, uint32_t threads) const {
    const auto backend = xnnpack::Backend::Create(threads);
    TensorBuffers buffers(*graph_);
    KernelContext context(*graph_, graph_->nodes[0], buffers, backend.value());
    auto kernel = create(context);
    EXPECT_TRUE(kernel.ok()) << (kernel.ok() ? "" : kernel.error().message);
    if (!kernel.ok()) return {};
    std::memcpy(buffers.RunTime(graph_->inputs[0]).data(), image_.data(), image_.size());
    EXPECT_TRUE(kernel.value()->Run().ok());
    const auto output = context.output<int8_t>();
    return {output.begin(), output.end()};
  }

  // That VNNI's kernel leaves the case that was built to others.
  void ExpectRefusal(const std::string& reason) const {
    const auto backend = xnnpack::Backend::Create(1);
    TensorBuffers buffers(*graph_);
    KernelContext context(*graph_, graph_->nodes[0], buffers, backend.value());
    const Error refusal = avx512::CreateConv2D(context).error();
    EXPECT_EQ(refusal.code, ErrorCode::kUnsupported);
    EXPECT_EQ(refusal.message, avx512::HasVnni() ? reason : "no AVX-512 with VNNI");
  }

  // With whatever kernel the processor has, and with VNNI's where it has that.
  void Check(const Case& c) {
    Build(c);
    const std::vector<int8_t> expected = Expected();
    EXPECT_EQ(Run(CreateKernel, 1), expected);
    EXPECT_EQ(Run(CreateKernel, 2), expected);
    if (!avx512::HasVnni()) return;
    EXPECT_EQ(Run(avx512::CreateConv2D, 1), expected);
    EXPECT_EQ(Run(avx512::CreateConv2D, 2), expected);
    EXPECT_EQ(Run(xnnpack::CreateConv2D, 1), expected);
  }

  Case case_;
  GraphBuilder builder_;
  std::shared_ptr<const graph::Graph> graph_;
  Shape output_;
  std::vector<int8_t> image_, weights_;
  std::vector<float> scales_;
  std::vector<int32_t> bias_;
};

TEST_F(Int8VnniTest, PixelsOfAnyNumberOfChannels) {
  for (const int32_t inputs : {1, 3, 4, 7, 8, 16, 33, 96}) {
    for (const int32_t outputs : {1, 8, 11, 16, 31, 48, 64, 96, 130}) {
      SCOPED_TRACE(std::to_string(inputs) + " to " + std::to_string(outputs));
      Check({.window = {}, .image = {2, 5, 7, inputs}, .outputs = outputs});
    }
  }
}

TEST_F(Int8VnniTest, Windows) {
  const Window2D padded{
      .kernel_height = 3, .kernel_width = 3, .pad_top = 1, .pad_bottom = 1, .pad_left = 1, .pad_right = 1};
  Window2D strided = padded, dilated = padded, wide = padded;
  strided.stride_height = strided.stride_width = 2;
  strided.pad_top = strided.pad_left = 0;
  dilated.dilation_height = 2;
  dilated.dilation_width = 3;
  dilated.pad_left = dilated.pad_right = 5;
  wide.kernel_width = 5;
  wide.pad_left = wide.pad_right = 4;
  for (const Window2D& window : {padded, strided, dilated, wide}) {
    for (const int32_t channels : {1, 3, 6, 16}) {
      SCOPED_TRACE(channels);
      Check({.window = window, .image = {2, 8, 61, channels}, .outputs = channels + 13});
    }
  }
}

TEST_F(Int8VnniTest, PaddingMayBeWiderThanTheImage) {
  Check(
      {.window = {.kernel_height = 3, .kernel_width = 3, .pad_top = 4, .pad_bottom = 4, .pad_left = 4, .pad_right = 4},
       .image = {1, 2, 2, 5},
       .outputs = 5});
}

TEST_F(Int8VnniTest, ClampsAndSaturates) {
  for (const graph::Clamp& clamp : {kReluClamp, kRelu6Clamp, graph::Clamp{-1.0F, 1.0F}}) {
    Check({.window = {}, .image = {1, 9, 5, 20}, .outputs = 17, .clamp = clamp});
  }
  Check({.window = {}, .image = {1, 9, 5, 20}, .outputs = 17, .weight_scale = 80.0F});
}

TEST_F(Int8VnniTest, OneScaleForAllChannels) {
  Check(
      {.window = {.stride_height = 2, .stride_width = 3}, .image = {1, 9, 25, 12}, .outputs = 24, .by_channel = false});
}

TEST_F(Int8VnniTest, LeavesLargeWindowsToOthers) {
  Build({.window = {.kernel_width = 2, .dilation_width = 1U << 21U, .pad_right = 1U << 21U},
         .image = {1, 1, 4, 4},
         .outputs = 4});
  ExpectRefusal("a large window");
}

TEST_F(Int8VnniTest, LeavesGroupsOfChannelsToOthers) {
  for (const int32_t groups : {2, 4, 8}) {
    SCOPED_TRACE(groups);
    Build({.window = {.kernel_height = 3, .kernel_width = 3}, .image = {2, 5, 6, 8}, .outputs = 16, .groups = groups});
    ExpectRefusal("groups of channels");
    EXPECT_EQ(Run(CreateKernel, 1), Expected());
  }
}

}  // namespace
}  // namespace sciot::engine
