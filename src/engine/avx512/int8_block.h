// The arithmetic of a convolution on INT8 with the VNNI instructions of AVX-512.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "graph/operator.h"
#include "sciot/tensor.h"

namespace sciot::engine::avx512 {

// Whether this build and this processor can run Int8Convolution::RunBlock.
bool HasVnni();

// The shape of an image, and the integer that stands for 0.
struct Int8Image {
  const Shape& shape;
  int8_t zero;
};

// How sums become the output's integers: times the channel's scale, halves to even, plus `zero`, within [low, high].
struct Int8Output {
  std::vector<float> scales;
  int32_t zero, low, high;
};

// An image NHWC, filters OHWI, and the size of the result. A block is some neighbouring columns of one of its rows;
// where the window is one pixel, all pixels count as one row. Immutable.
class Int8Convolution {
 public:
  // The weights of `filter` and the `bias` (null: none) are copied.
  Int8Convolution(const graph::Window2D& window, const Int8Image& image, const Shape& output, const int8_t* filter,
                  const int32_t* bias, const Int8Output& integers);

  size_t blocks() const { return images_ * output_rows_ * blocks_per_row_; }
  // What RunBlock needs to write to.
  size_t scratch_bytes() const { return window_.kernel_height * line_bytes_; }
  // Requires HasVnni() and block < blocks(); tensors are those of all images.
  void RunBlock(size_t block, const int8_t* input, int8_t* output, uint8_t* scratch) const;

 private:
  // Which bytes of an image lie beside each other under the window.
  void LayOutRuns();
  void Pack(const int8_t* filter, const int32_t* bias);
  void FillLine(const int8_t* row, int64_t first, size_t count, uint8_t* line) const;

  graph::Window2D window_;
  size_t images_, rows_, columns_, channels_;
  size_t output_rows_, output_columns_, outputs_;
  size_t block_columns_, blocks_per_row_;
  size_t line_bytes_;
  uint8_t padding_;
  // Neighbouring bytes of the image that meet one filter's neighbouring weights: where each run is in the scratch
  // memory, and its length in fours of bytes, weights of zero filling the last.
  std::vector<size_t> runs_;
  size_t run_bytes_, run_quads_;
  size_t vectors_;               // of 16 output channels
  std::vector<int8_t> weights_;  // by vectors_, runs, fours, channel
  std::vector<int32_t> bias_;    // with the zero point and the 128 that is added to each byte of the image
  std::vector<float> scales_;
  int32_t zero_, low_, high_;
};

// The scratch memory such a convolution would need; more than `limit` where it is more.
size_t Int8ScratchBytes(const graph::Window2D& window, const Shape& image, const Shape& output, size_t limit);

}  // namespace sciot::engine::avx512
