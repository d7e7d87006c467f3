#include "engine/reference/pooling.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace sciot::engine::reference {
namespace {

// Indices [first, end): what one window position covers along one dimension.
struct Taps {
  size_t first, end;
};

struct Side {
  size_t kernel, stride, pad, input;
};

Taps CoveredTaps(const Side& side, size_t position) {
  const size_t origin = position * side.stride;  // in padded coordinates
  const size_t end = std::min(origin + side.kernel - side.pad, side.input);
  return {std::max(origin, side.pad) - side.pad, end};
}

struct Max {
  static constexpr float kStart = -std::numeric_limits<float>::infinity();
  static float Add(float result, float value) { return std::max(result, value); }
  static float Finish(float result, size_t) { return result; }
};

struct Average {
  static constexpr float kStart = 0.0F;
  static float Add(float result, float value) { return result + value; }
  static float Finish(float result, size_t count) { return result / static_cast<float>(count); }
};

struct RootMeanSquare {
  static constexpr float kStart = 0.0F;
  static float Add(float result, float value) { return result + value * value; }
  static float Finish(float result, size_t count) { return std::sqrt(result / static_cast<float>(count)); }
};

// Reduces one channel of one image under the window; `pixels` points at that channel of the first pixel.
template <typename Reduction>
float Reduce(const float* pixels, const Taps& rows, const Taps& columns, const PoolSizes& sizes) {
  float result = Reduction::kStart;
  for (size_t y = rows.first; y < rows.end; ++y) {
    for (size_t x = columns.first; x < columns.end; ++x) {
      result = Reduction::Add(result, pixels[(y * sizes.input_width + x) * sizes.channels]);
    }
  }
  return Reduction::Finish(result, (rows.end - rows.first) * (columns.end - columns.first));
}

template <typename Reduction>
float* PoolImage(const float* image, const graph::PoolOptions& options, const PoolSizes& sizes, float* output) {
  const auto& [window, clamp] = options;
  const Side vertical{window.kernel_height, window.stride_height, window.pad_top, sizes.input_height};
  const Side horizontal{window.kernel_width, window.stride_width, window.pad_left, sizes.input_width};
  for (size_t y = 0; y < sizes.output_height; ++y) {
    const Taps rows = CoveredTaps(vertical, y);
    for (size_t x = 0; x < sizes.output_width; ++x) {
      const Taps columns = CoveredTaps(horizontal, x);
      for (size_t c = 0; c < sizes.channels; ++c) {
        *output++ = std::clamp(Reduce<Reduction>(image + c, rows, columns, sizes), clamp.min, clamp.max);
      }
    }
  }
  return output;
}

template <typename Reduction>
void Pool(const float* input, const graph::PoolOptions& options, const PoolSizes& sizes, float* output) {
  const size_t image_size = sizes.input_height * sizes.input_width * sizes.channels;
  for (size_t b = 0; b < sizes.batch; ++b) {
    output = PoolImage<Reduction>(input + b * image_size, options, sizes, output);
  }
}

}  // namespace

void AveragePool2D(const float* input, const graph::PoolOptions& options, const PoolSizes& sizes, float* output) {
  Pool<Average>(input, options, sizes, output);
}

void MaxPool2D(const float* input, const graph::PoolOptions& options, const PoolSizes& sizes, float* output) {
  Pool<Max>(input, options, sizes, output);
}

void L2Pool2D(const float* input, const graph::PoolOptions& options, const PoolSizes& sizes, float* output) {
  Pool<RootMeanSquare>(input, options, sizes, output);
}

}  // namespace sciot::engine::reference
