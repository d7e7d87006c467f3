#include "engine/avx512/int8_block.h"

#include <algorithm>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#define SCIOT_VNNI_TARGET target("avx512f,avx512bw,avx512vl,avx512vnni")
#define SCIOT_VNNI __attribute__((SCIOT_VNNI_TARGET, always_inline)) inline
#endif

namespace sciot::engine::avx512 {
namespace {

constexpr size_t kVector = 16;  // output channels
constexpr size_t kQuad = 4;     // products in one sum of an instruction
constexpr size_t kMostColumns = 24;
constexpr uint8_t kToUnsigned = 0x80;

bool IsOnePixel(const graph::Window2D& w) {
  return w.kernel_height == 1 && w.kernel_width == 1 && w.stride_height == 1 && w.stride_width == 1 &&
         w.pad_top + w.pad_bottom + w.pad_left + w.pad_right == 0;
}

size_t RoundUp(size_t value, size_t unit) {
  return (value + unit - 1) / unit * unit;
}

size_t BlockColumns(size_t columns) {
  const size_t blocks = (columns + kMostColumns - 1) / kMostColumns;
  return RoundUp((columns + blocks - 1) / blocks, kQuad);
}

// Columns of the image under `columns` of the result, padding included.
size_t ColumnsUnder(const graph::Window2D& w, size_t columns) {
  return (columns - 1) * w.stride_width + size_t{w.kernel_width - 1} * w.dilation_width + 1;
}

}  // namespace

size_t Int8ScratchBytes(const graph::Window2D& window, const Shape& image, const Shape& output, size_t limit) {
  const size_t columns = IsOnePixel(window) ? kMostColumns : BlockColumns(static_cast<size_t>(output[2]));
  const size_t under = ColumnsUnder(window, columns);
  const auto channels = static_cast<size_t>(image[3]);
  if (under > limit || under * channels > limit) return limit + 1;
  return window.kernel_height > limit ? limit + 1 : under * channels * window.kernel_height;
}

Int8Convolution::Int8Convolution(const graph::Window2D& window, const Int8Image& image, const Shape& output,
                                 const int8_t* filter, const int32_t* bias, const Int8Output& integers)
    : window_(window),
      images_(static_cast<size_t>(image.shape[0])),
      rows_(static_cast<size_t>(image.shape[1])),
      columns_(static_cast<size_t>(image.shape[2])),
      channels_(static_cast<size_t>(image.shape[3])),
      output_rows_(static_cast<size_t>(output[1])),
      output_columns_(static_cast<size_t>(output[2])),
      outputs_(static_cast<size_t>(output[3])),
      padding_(static_cast<uint8_t>(static_cast<uint8_t>(image.zero) ^ kToUnsigned)),
      vectors_((outputs_ + kVector - 1) / kVector),
      bias_(vectors_ * kVector),
      scales_(integers.scales),
      zero_(integers.zero),
      low_(integers.low),
      high_(integers.high) {
  if (IsOnePixel(window)) {
    columns_ *= images_ * rows_;
    output_columns_ = columns_;
    images_ = rows_ = output_rows_ = 1;
  }
  block_columns_ = BlockColumns(output_columns_);
  blocks_per_row_ = (output_columns_ + block_columns_ - 1) / block_columns_;
  LayOutRuns();
  scales_.resize(bias_.size());
  Pack(filter, bias);
}

void Int8Convolution::LayOutRuns() {
  line_bytes_ = RoundUp(ColumnsUnder(window_, block_columns_) * channels_ + kQuad, 64);
  const bool is_dense = window_.dilation_width == 1 || window_.kernel_width == 1;
  run_bytes_ = is_dense ? window_.kernel_width * channels_ : channels_;
  run_quads_ = (run_bytes_ + kQuad - 1) / kQuad;
  for (size_t row = 0; row < window_.kernel_height; ++row) {
    for (size_t tap = 0; tap < (is_dense ? 1 : window_.kernel_width); ++tap) {
      runs_.push_back(row * line_bytes_ + tap * window_.dilation_width * channels_);
    }
  }
}

void Int8Convolution::Pack(const int8_t* filter, const int32_t* bias) {
  weights_.resize(vectors_ * runs_.size() * run_quads_ * kQuad * kVector);
  for (size_t o = 0; o < outputs_; ++o) {
    uint32_t sum = 0;
    for (size_t run = 0; run < runs_.size(); ++run) {
      const size_t first = (o / kVector * runs_.size() + run) * run_quads_;
      for (size_t i = 0; i < run_bytes_; ++i) {
        const int8_t weight = filter[(o * runs_.size() + run) * run_bytes_ + i];
        weights_[((first + i / kQuad) * kVector + o % kVector) * kQuad + i % kQuad] = weight;
        sum += static_cast<uint32_t>(int32_t{weight});
      }
    }
    const uint32_t offset = bias == nullptr ? 0 : static_cast<uint32_t>(bias[o]);
    bias_[o] = static_cast<int32_t>(offset - sum * uint32_t{padding_});
  }
}

#if defined(__x86_64__)

namespace {

// Some columns of the result, by at most 64 channels.
struct Tile {
  const uint8_t* input;
  size_t step;  // bytes from one column's input to the next's
  const std::vector<size_t>& runs;
  size_t quads;
  const int8_t* weights;
  size_t weight_vector;  // bytes from one vector's weights to the next's
  const int32_t* bias;
  const float* scales;
  int8_t* output;
  size_t output_step;
  __mmask16 last;  // channels in use of the last vector
  __m512 low, high;
  __m512i zero;
};

// Masks everywhere: GCC 12 warns of its own unmasked instructions' unused operands.
template <size_t kColumns, size_t kVectors>
SCIOT_VNNI void Store(const Tile& t, const __m512i (&sum)[kColumns][kVectors]) {
  for (size_t v = 0; v < kVectors; ++v) {
    const __m512 scale = _mm512_loadu_ps(t.scales + v * kVector);
    const __mmask16 mask = v + 1 < kVectors ? __mmask16{0xFFFF} : t.last;
    for (size_t c = 0; c < kColumns; ++c) {
      const __m512 scaled = _mm512_mul_ps(_mm512_maskz_cvtepi32_ps(mask, sum[c][v]), scale);
      const __m512 real = _mm512_maskz_max_ps(mask, _mm512_maskz_min_ps(mask, scaled, t.high), t.low);
      const __m512i integer = _mm512_add_epi32(_mm512_maskz_cvtps_epi32(mask, real), t.zero);
      _mm_mask_storeu_epi8(t.output + c * t.output_step + v * kVector, mask, _mm512_maskz_cvtepi32_epi8(mask, integer));
    }
  }
}

template <size_t kColumns, size_t kVectors>
SCIOT_VNNI void RunTile(const Tile& t) {
  __m512i sum[kColumns][kVectors];
  for (size_t v = 0; v < kVectors; ++v) {
    for (size_t c = 0; c < kColumns; ++c) sum[c][v] = _mm512_loadu_si512(t.bias + v * kVector);
  }
  const int8_t* weights = t.weights;
  for (const size_t run : t.runs) {
    const uint8_t* input = t.input + run;
    for (size_t quad = 0; quad < t.quads; ++quad, input += kQuad, weights += kVector * kQuad) {
      __m512i weight[kVectors];
      for (size_t v = 0; v < kVectors; ++v) weight[v] = _mm512_loadu_si512(weights + v * t.weight_vector);
      for (size_t c = 0; c < kColumns; ++c) {
        int32_t bytes;
        std::memcpy(&bytes, input + c * t.step, sizeof(bytes));
        const __m512i value = _mm512_set1_epi32(bytes);
        for (size_t v = 0; v < kVectors; ++v) sum[c][v] = _mm512_dpbusd_epi32(sum[c][v], value, weight[v]);
      }
    }
  }
  Store<kColumns, kVectors>(t, sum);
}

template <size_t kVectors>
SCIOT_VNNI void RunColumns(Tile t, size_t columns) {
  constexpr size_t kColumns = 4;
  for (; columns >= kColumns; columns -= kColumns) {
    RunTile<kColumns, kVectors>(t);
    t.input += kColumns * t.step;
    t.output += kColumns * t.output_step;
  }
  for (; columns > 0; --columns) {
    RunTile<1, kVectors>(t);
    t.input += t.step;
    t.output += t.output_step;
  }
}

__attribute__((SCIOT_VNNI_TARGET)) void RunStrip(const Tile& tile, size_t vectors, size_t columns) {
  if (vectors == 1) return RunColumns<1>(tile, columns);
  if (vectors == 2) return RunColumns<2>(tile, columns);
  if (vectors == 3) return RunColumns<3>(tile, columns);
  RunColumns<4>(tile, columns);
}

__attribute__((SCIOT_VNNI_TARGET)) void CopyAsUnsigned(const int8_t* from, size_t count, uint8_t* to) {
  const __m512i flip = _mm512_set1_epi8(static_cast<char>(kToUnsigned));
  for (size_t i = 0; i < count; i += 64) {
    const __mmask64 mask = count - i >= 64 ? ~__mmask64{0} : (__mmask64{1} << (count - i)) - 1;
    _mm512_mask_storeu_epi8(to + i, mask, _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, from + i), flip));
  }
}

}  // namespace

bool HasVnni() {
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
         __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512vnni") != 0;
}

// `count` columns from `first` on, which may be outside of the row.
void Int8Convolution::FillLine(const int8_t* row, int64_t first, size_t count, uint8_t* line) const {
  const auto end = first + static_cast<int64_t>(count);
  const int64_t inside = std::clamp<int64_t>(first, 0, static_cast<int64_t>(columns_));
  const int64_t inside_end = std::clamp<int64_t>(end, inside, static_cast<int64_t>(columns_));
  const size_t left = std::min(static_cast<size_t>(std::max<int64_t>(-first, 0)), count) * channels_;
  const size_t copied = static_cast<size_t>(inside_end - inside) * channels_;
  std::memset(line, padding_, left);
  CopyAsUnsigned(row + static_cast<size_t>(inside) * channels_, copied, line + left);
  std::memset(line + left + copied, padding_, count * channels_ - left - copied);
}

__attribute__((SCIOT_VNNI_TARGET)) void Int8Convolution::RunBlock(size_t block, const int8_t* input, int8_t* output,
                                                                  uint8_t* scratch) const {
  const size_t row = block / blocks_per_row_, image = row / output_rows_;
  const size_t x = block % blocks_per_row_ * block_columns_;
  const size_t columns = std::min(block_columns_, output_columns_ - x);
  const size_t under = ColumnsUnder(window_, columns);
  const int64_t first = static_cast<int64_t>(x * window_.stride_width) - window_.pad_left;
  for (size_t k = 0; k < window_.kernel_height; ++k) {
    uint8_t* const line = scratch + k * line_bytes_;
    const size_t y = row % output_rows_ * window_.stride_height + k * window_.dilation_height;
    if (y < window_.pad_top || y - window_.pad_top >= rows_) {
      std::memset(line, padding_, under * channels_);
    } else {
      FillLine(input + (image * rows_ + y - window_.pad_top) * columns_ * channels_, first, under, line);
    }
  }
  const size_t vector_bytes = runs_.size() * run_quads_ * kQuad * kVector;
  const size_t strips = (vectors_ + 3) / 4;
  for (size_t s = 0; s < strips; ++s) {
    const size_t v = vectors_ * s / strips, end = vectors_ * (s + 1) / strips;
    const size_t used = std::min(kVector, outputs_ - (end - 1) * kVector);
    const Tile tile{.input = scratch,
                    .step = window_.stride_width * channels_,
                    .runs = runs_,
                    .quads = run_quads_,
                    .weights = weights_.data() + v * vector_bytes,
                    .weight_vector = vector_bytes,
                    .bias = bias_.data() + v * kVector,
                    .scales = scales_.data() + v * kVector,
                    .output = output + (row * output_columns_ + x) * outputs_ + v * kVector,
                    .output_step = outputs_,
                    .last = static_cast<__mmask16>((1U << used) - 1),
                    .low = _mm512_set1_ps(static_cast<float>(low_ - zero_)),
                    .high = _mm512_set1_ps(static_cast<float>(high_ - zero_)),
                    .zero = _mm512_set1_epi32(zero_)};
    RunStrip(tile, end - v, columns);
  }
}

#else

bool HasVnni() {
  return false;
}

void Int8Convolution::RunBlock(size_t /*block*/, const int8_t* /*input*/, int8_t* /*output*/,
                               uint8_t* /*scratch*/) const {}

#endif

}  // namespace sciot::engine::avx512
