#include "custom/max_unpooling.h"

#include <algorithm>

#include "custom/node_checks.h"
#include "custom/pooling_options.h"

namespace sciot::custom {
namespace {

// Rows or columns.
struct Extent {
  int64_t input, output, stride, padding;
};

Extent MakeExtent(int64_t input, int64_t filter, int64_t stride) {
  const int64_t output = input * filter;
  return {input, output, stride, std::max<int64_t>(0, (input - 1) * stride + filter - output) / 2};
}

// Where window `position` and an offset within it lead; -1 outside the output.
int64_t Target(const Extent& extent, int64_t position, int64_t offset) {
  const int64_t target = position * extent.stride - extent.padding + offset;
  return target < extent.output ? std::max<int64_t>(target, -1) : -1;
}

class MaxUnpoolingKernel final : public CustomKernel {
 public:
  MaxUnpoolingKernel(const PoolingOptions& options, const Shape& pooled)
      : filter_width_(options.filter_width),
        rows_(MakeExtent(pooled[1], options.filter_height, options.stride_height)),
        columns_(MakeExtent(pooled[2], options.filter_width, options.stride_width)),
        batches_(pooled[0]),
        channels_(pooled[3]) {}

  Status Run(std::span<const std::span<const std::byte>> inputs,
             std::span<const std::span<std::byte>> outputs) override {
    const auto* values = reinterpret_cast<const float*>(inputs[0].data());
    const auto* indices = reinterpret_cast<const float*>(inputs[1].data());
    auto* image = reinterpret_cast<float*>(outputs[0].data());
    std::fill(outputs[0].begin(), outputs[0].end(), std::byte{0});
    for (int64_t batch = 0; batch < batches_; ++batch) {
      for (int64_t row = 0; row < rows_.input; ++row) {
        for (int64_t column = 0; column < columns_.input; ++column) {
          Spread(values, indices, row, column, image);
          values += channels_;
          indices += channels_;
        }
      }
      image += rows_.output * columns_.output * channels_;
    }
    return {};
  }

 private:
  // One window, all channels.
  void Spread(const float* values, const float* indices, int64_t row, int64_t column, float* image) const {
    constexpr float kMostIndex = 0x1p30F;  // far outside any output, and an integer
    for (int64_t c = 0; c < channels_; ++c) {
      if (!(indices[c] >= 0 && indices[c] < kMostIndex)) continue;
      const auto index = static_cast<int64_t>(indices[c]);
      const int64_t y = Target(rows_, row, index / filter_width_);
      const int64_t x = Target(columns_, column, index % filter_width_);
      if (y >= 0 && x >= 0) image[(y * columns_.output + x) * channels_ + c] = values[c];
    }
  }

  const int64_t filter_width_;
  const Extent rows_, columns_;
  const int64_t batches_, channels_;
};

Result<int32_t> Enlarged(int32_t input, int32_t filter) {
  const int64_t output = int64_t{input} * filter;
  if (output <= INT32_MAX) return static_cast<int32_t>(output);
  return InvalidNode("a filter of " + std::to_string(filter) + " makes too much of an input of " +
                     std::to_string(input));
}

class MaxUnpooling final : public CustomOperator {
 public:
  std::string_view name() const override { return "MaxUnpooling2D"; }

  Result<CustomPlan> Check(const CustomNode& node) const override {
    SCIOT_TRY(CheckCounts(node, 2, 1));
    SCIOT_TRY(CheckFloatImage(node.inputs[0], "input"));
    SCIOT_TRY(CheckFloatImage(node.inputs[1], "index input"));
    SCIOT_TRY(CheckFloat(node.outputs[0], "output"));
    const Shape& pooled = node.inputs[0].spec.shape;
    if (node.inputs[1].spec.shape != pooled) {
      return InvalidNode("indices have shape " + ToString(node.inputs[1].spec.shape) + ", values " + ToString(pooled));
    }
    SCIOT_ASSIGN(const PoolingOptions options, ReadPoolingOptions(node.options));
    SCIOT_ASSIGN(const int32_t height, Enlarged(pooled[1], options.filter_height));
    SCIOT_ASSIGN(const int32_t width, Enlarged(pooled[2], options.filter_width));
    return CustomPlan{{{pooled[0], height, width, pooled[3]}}, 0};
  }

  Result<std::unique_ptr<CustomKernel>> Create(const CustomNode& node) const override {
    SCIOT_ASSIGN(const PoolingOptions options, ReadPoolingOptions(node.options));
    return std::unique_ptr<CustomKernel>(std::make_unique<MaxUnpoolingKernel>(options, node.inputs[0].spec.shape));
  }
};

}  // namespace

std::shared_ptr<const CustomOperator> MakeMaxUnpooling() {
  return std::make_shared<MaxUnpooling>();
}

}  // namespace sciot::custom
