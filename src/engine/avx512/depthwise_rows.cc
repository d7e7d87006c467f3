#include "engine/avx512/depthwise_rows.h"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#define SCIOT_AVX512 __attribute__((target("avx512f"), always_inline)) inline
#endif

namespace sciot::engine::avx512 {
namespace {

constexpr size_t kVector = 16;

size_t ColumnsPerVector(const graph::Window2D& window, size_t channels) {
  const bool fits = channels < kVector && kVector % channels == 0;
  return fits && window.stride_width == 1 ? kVector / channels : 1;
}

}  // namespace

Depthwise::Depthwise(const graph::ConvOptions& options, const Shape& image, const Shape& output, const float* filter,
                     const float* offsets)
    : window(options.window),
      clamp(options.clamp),
      rows(static_cast<size_t>(image[1])),
      columns(static_cast<size_t>(image[2])),
      channels(static_cast<size_t>(image[3])),
      output_rows(static_cast<size_t>(output[1])),
      output_columns(static_cast<size_t>(output[2])),
      columns_per_vector(ColumnsPerVector(window, channels)),
      lanes(channels * columns_per_vector),
      weights(size_t{window.kernel_height} * window.kernel_width * lanes),
      bias(lanes, 0.0F) {
  for (size_t i = 0; i < weights.size(); ++i) weights[i] = filter[i / lanes * channels + i % channels];
  for (size_t i = 0; i < lanes && offsets != nullptr; ++i) bias[i] = offsets[i % channels];
}

#if defined(__x86_64__)

namespace {

// The part of a window that lies inside the image, for some columns of the result, 32 lanes of each.
struct Tile {
  const float* input;  // what the first weight is for
  size_t input_row, input_column, input_step;
  const float* weights;
  size_t weight_row, weight_column;
  size_t rows, columns;  // of the window
  const float* bias;
  float* output;
  size_t output_step;
  __mmask16 low, high;  // lanes in use
  __m512 min, max;
};

template <size_t kSteps, size_t kVectors>
SCIOT_AVX512 void RunTile(const Tile& t) {
  const __mmask16 mask[2] = {t.low, t.high};
  __m512 sum[kSteps][kVectors];
  for (size_t s = 0; s < kSteps; ++s) {
    for (size_t v = 0; v < kVectors; ++v) sum[s][v] = _mm512_maskz_loadu_ps(mask[v], t.bias + v * kVector);
  }
  for (size_t row = 0; row < t.rows; ++row) {
    const float* input = t.input + row * t.input_row;
    const float* weights = t.weights + row * t.weight_row;
    for (size_t column = 0; column < t.columns; ++column, input += t.input_column, weights += t.weight_column) {
      for (size_t v = 0; v < kVectors; ++v) {
        const __m512 weight = _mm512_maskz_loadu_ps(mask[v], weights + v * kVector);
        for (size_t s = 0; s < kSteps; ++s) {
          const __m512 value = _mm512_maskz_loadu_ps(mask[v], input + s * t.input_step + v * kVector);
          sum[s][v] = _mm512_fmadd_ps(value, weight, sum[s][v]);
        }
      }
    }
  }
  for (size_t s = 0; s < kSteps; ++s) {
    for (size_t v = 0; v < kVectors; ++v) {
      const __m512 value = _mm512_maskz_min_ps(mask[v], _mm512_maskz_max_ps(mask[v], sum[s][v], t.min), t.max);
      _mm512_mask_storeu_ps(t.output + s * t.output_step + v * kVector, mask[v], value);
    }
  }
}

template <size_t kSteps>
SCIOT_AVX512 void RunSteps(const Tile& tile) {
  if (tile.high != 0) return RunTile<kSteps, 2>(tile);
  RunTile<kSteps, 1>(tile);
}

__mmask16 MaskOf(size_t lanes) {
  return lanes >= kVector ? __mmask16{0xFFFF} : static_cast<__mmask16>((1U << lanes) - 1);
}

// The first position whose window begins at or after `edge`, counted from the padding's start.
size_t PositionAt(size_t edge, size_t stride) {
  return (edge + stride - 1) / stride;
}

// Which weights of a line of the window meet the image at a position.
struct Extent {
  Extent(size_t position, size_t stride, size_t padding, size_t dilation, size_t kernel, size_t size) {
    const size_t start = position * stride;
    first = std::min(kernel, start < padding ? PositionAt(padding - start, dilation) : 0);
    end = start >= padding + size ? 0 : std::min(kernel, PositionAt(padding + size - start, dilation));
    end = std::max(first, end);
    origin = start + first * dilation - padding;
  }

  size_t first, end;
  size_t origin;  // in the image, of the first
};

// One row of the result for up to 32 lanes.
class Strip {
 public:
  Strip(const Depthwise& d, const float* image, float* output, size_t y, size_t lane)
      : d_(d),
        lane_(lane),
        vertical_(y, d.window.stride_height, d.window.pad_top, d.window.dilation_height, d.window.kernel_height,
                  d.rows),
        image_(image + (vertical_.first < vertical_.end ? vertical_.origin * d.columns * d.channels : 0) + lane),
        output_(output + y * d.output_columns * d.channels + lane) {}

  SCIOT_AVX512 void Run() {
    const graph::Window2D& w = d_.window;
    const size_t covered = size_t{w.kernel_width - 1} * w.dilation_width + 1;
    const size_t whole = w.pad_left + d_.columns;  // where the image ends
    const size_t first = std::min(PositionAt(w.pad_left, w.stride_width), d_.output_columns);
    const size_t end = whole < covered ? 0 : std::min((whole - covered) / w.stride_width + 1, d_.output_columns);
    size_t x = 0;
    for (; x < first; ++x) RunAtEdge(x);
    constexpr size_t kSteps = 4;
    for (const size_t step = kSteps * d_.columns_per_vector; x + step <= end; x += step) {
      RunSteps<kSteps>(TileAt(x, d_.columns_per_vector));
    }
    for (; x < d_.output_columns; ++x) RunAtEdge(x);
  }

 private:
  SCIOT_AVX512 void RunAtEdge(size_t x) { RunSteps<1>(TileAt(x, 1)); }

  SCIOT_AVX512 Tile TileAt(size_t x, size_t columns_per_vector) const {
    const graph::Window2D& w = d_.window;
    const Extent horizontal(x, w.stride_width, w.pad_left, w.dilation_width, w.kernel_width, d_.columns);
    const size_t lanes = d_.channels * columns_per_vector - lane_;
    const size_t weight_row = w.kernel_width * d_.lanes;
    const size_t step = w.stride_width * d_.channels * columns_per_vector;
    const bool empty = horizontal.first == horizontal.end;
    return {.input = image_ + (empty ? 0 : horizontal.origin * d_.channels),
            .input_row = w.dilation_height * d_.columns * d_.channels,
            .input_column = w.dilation_width * d_.channels,
            .input_step = step,
            .weights = d_.weights.data() + vertical_.first * weight_row + horizontal.first * d_.lanes + lane_,
            .weight_row = weight_row,
            .weight_column = d_.lanes,
            .rows = vertical_.end - vertical_.first,
            .columns = horizontal.end - horizontal.first,
            .bias = d_.bias.data() + lane_,
            .output = output_ + x * d_.channels,
            .output_step = d_.channels * columns_per_vector,
            .low = MaskOf(lanes),
            .high = lanes > kVector ? MaskOf(lanes - kVector) : __mmask16{0},
            .min = _mm512_set1_ps(d_.clamp.min),
            .max = _mm512_set1_ps(d_.clamp.max)};
  }

  const Depthwise& d_;
  const size_t lane_;
  const Extent vertical_;
  const float* image_;  // at the first row of the window that is inside
  float* output_;
};

__attribute__((target("avx512f"))) void RunStrip(const Depthwise& d, const float* image, float* output, size_t y,
                                                 size_t lane) {
  Strip(d, image, output, y, lane).Run();
}

}  // namespace

bool HasAvx512() {
  return __builtin_cpu_supports("avx512f") != 0;
}

void DepthwiseRow(const Depthwise& depthwise, const float* image, float* output, size_t y) {
  for (size_t lane = 0; lane < depthwise.channels; lane += 2 * kVector) RunStrip(depthwise, image, output, y, lane);
}

#else

bool HasAvx512() {
  return false;
}

void DepthwiseRow(const Depthwise& /*depthwise*/, const float* /*image*/, float* /*output*/, size_t /*y*/) {}

#endif

}  // namespace sciot::engine::avx512
