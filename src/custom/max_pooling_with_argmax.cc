#include "custom/max_pooling_with_argmax.h"

#include <algorithm>
#include <limits>

#include "custom/node_checks.h"
#include "custom/pooling_options.h"

namespace sciot::custom {
namespace {

// Added to an index so that the reader's conversion to an integer gives it back whatever the rounding.
constexpr float kIndexOffset = 0.1F;

// Rows or columns.
struct Extent {
  int64_t input, filter, stride;
};

int64_t OutputSize(const Extent& extent, bool same_padding) {
  if (same_padding) return (extent.input + extent.stride - 1) / extent.stride;
  return (extent.input - extent.filter + extent.stride) / extent.stride;
}

int64_t PaddingBefore(const Extent& extent, int64_t output) {
  return std::max<int64_t>(0, (output - 1) * extent.stride + extent.filter - extent.input) / 2;
}

Result<int32_t> CheckedOutputSize(const Extent& extent, bool same_padding) {
  const int64_t size = OutputSize(extent, same_padding);
  if (same_padding || extent.filter <= extent.input) return static_cast<int32_t>(size);
  return InvalidNode("a filter of " + std::to_string(extent.filter) + " does not fit an input of " +
                     std::to_string(extent.input));
}

Extent Rows(const Shape& image, const PoolingOptions& options) {
  return {image[1], options.filter_height, options.stride_height};
}

Extent Columns(const Shape& image, const PoolingOptions& options) {
  return {image[2], options.filter_width, options.stride_width};
}

// The part of a window that lies within the image.
struct Clipped {
  int64_t origin, begin, end;  // begin and end count from origin
};

Clipped Clip(const Extent& extent, int64_t position, int64_t padding) {
  const int64_t origin = position * extent.stride - padding;
  return {origin, std::max<int64_t>(0, -origin), std::min(extent.filter, extent.input - origin)};
}

class MaxPoolingKernel final : public CustomKernel {
 public:
  MaxPoolingKernel(const PoolingOptions& options, const Shape& image)
      : options_(options),
        rows_(Rows(image, options)),
        columns_(Columns(image, options)),
        batches_(image[0]),
        channels_(image[3]),
        output_rows_(OutputSize(rows_, options.same_padding)),
        output_columns_(OutputSize(columns_, options.same_padding)) {}

  Status Run(std::span<const std::span<const std::byte>> inputs,
             std::span<const std::span<std::byte>> outputs) override {
    const auto* image = reinterpret_cast<const float*>(inputs[0].data());
    auto* largest = reinterpret_cast<float*>(outputs[0].data());
    auto* indices = reinterpret_cast<float*>(outputs[1].data());
    for (int64_t batch = 0; batch < batches_; ++batch) {
      for (int64_t row = 0; row < output_rows_; ++row) {
        for (int64_t column = 0; column < output_columns_; ++column) {
          Pool(image, row, column, largest, indices);
          largest += channels_;
          indices += channels_;
        }
      }
      image += rows_.input * columns_.input * channels_;
    }
    return {};
  }

 private:
  // One window, all channels.
  void Pool(const float* image, int64_t row, int64_t column, float* largest, float* indices) const {
    std::fill_n(largest, channels_, std::numeric_limits<float>::lowest());
    std::fill_n(indices, channels_, kIndexOffset);
    const Clipped rows = Clip(rows_, row, PaddingBefore(rows_, output_rows_));
    const Clipped columns = Clip(columns_, column, PaddingBefore(columns_, output_columns_));
    for (int64_t y = rows.begin; y < rows.end; ++y) {
      for (int64_t x = columns.begin; x < columns.end; ++x) {
        const float* pixel = image + ((rows.origin + y) * columns_.input + columns.origin + x) * channels_;
        Keep(pixel, static_cast<float>(y * columns_.filter + x) + kIndexOffset, largest, indices);
      }
    }
    for (int64_t c = 0; c < channels_; ++c) largest[c] = std::clamp(largest[c], options_.min, options_.max);
  }

  void Keep(const float* pixel, float index, float* largest, float* indices) const {
    for (int64_t c = 0; c < channels_; ++c) {
      if (!(pixel[c] > largest[c])) continue;
      largest[c] = pixel[c];
      indices[c] = index;
    }
  }

  const PoolingOptions options_;
  const Extent rows_, columns_;
  const int64_t batches_, channels_, output_rows_, output_columns_;
};

class MaxPoolingWithArgmax final : public CustomOperator {
 public:
  std::string_view name() const override { return "MaxPoolingWithArgmax2D"; }

  Result<CustomPlan> Check(const CustomNode& node) const override {
    SCIOT_TRY(CheckCounts(node, 1, 2));
    SCIOT_TRY(CheckFloatImage(node.inputs[0], "input"));
    SCIOT_TRY(CheckFloat(node.outputs[0], "output"));
    SCIOT_TRY(CheckFloat(node.outputs[1], "index output"));
    SCIOT_ASSIGN(const PoolingOptions options, ReadPoolingOptions(node.options));
    const Shape& image = node.inputs[0].spec.shape;
    SCIOT_ASSIGN(const int32_t height, CheckedOutputSize(Rows(image, options), options.same_padding));
    SCIOT_ASSIGN(const int32_t width, CheckedOutputSize(Columns(image, options), options.same_padding));
    const Shape pooled{image[0], height, width, image[3]};
    const uint64_t window =
        std::min<uint64_t>(static_cast<uint64_t>(image[1]) * static_cast<uint64_t>(image[2]),
                           static_cast<uint64_t>(options.filter_height) * static_cast<uint64_t>(options.filter_width));
    return CustomPlan{{pooled, pooled}, SaturatingProduct(ElementCount(pooled).value_or(SIZE_MAX), window)};
  }

  Result<std::unique_ptr<CustomKernel>> Create(const CustomNode& node) const override {
    SCIOT_ASSIGN(const PoolingOptions options, ReadPoolingOptions(node.options));
    return std::unique_ptr<CustomKernel>(std::make_unique<MaxPoolingKernel>(options, node.inputs[0].spec.shape));
  }
};

}  // namespace

std::shared_ptr<const CustomOperator> MakeMaxPoolingWithArgmax() {
  return std::make_shared<MaxPoolingWithArgmax>();
}

}  // namespace sciot::custom
