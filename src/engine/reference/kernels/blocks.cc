// SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND of any type.
#include <algorithm>
#include <cstring>

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"
#include "graph/quantization.h"

namespace sciot::engine::reference {
namespace {

// [images, rows, columns] of pixels.
struct Image {
  size_t images, rows, columns;
};

Image ImageOf(const Shape& shape) {
  const auto at = [&](size_t i) { return static_cast<size_t>(shape[i]); };
  return {at(0), at(1), shape.size() == 4 ? at(2) : 1};
}

// Between the image taken apart (`blocks`) and the image whole. Calls move(pixel of blocks, pixel of whole) for each
// pixel of the blocks, with npos where the whole image has padding.
struct BlockWalk {
  static constexpr size_t npos = SIZE_MAX;
  graph::BlockOptions options;
  Image blocks, whole;

  template <typename Move>
  void ForEach(Move move) const {
    size_t place = 0;
    for (size_t image = 0; image < blocks.images; ++image) {
      for (size_t y = 0; y < blocks.rows; ++y) {
        for (size_t x = 0; x < blocks.columns; ++x) move(place++, WholePixel(image, y, x));
      }
    }
  }

 private:
  // Unsigned: what lies before the first row or column wraps to a large number.
  size_t WholePixel(size_t image, size_t y, size_t x) const {
    const size_t phase = image / whole.images;
    const size_t row = y * options.block_height + phase / options.block_width - options.pad_top;
    const size_t column = x * options.block_width + phase % options.block_width - options.pad_left;
    if (row >= whole.rows || column >= whole.columns) return npos;
    return (image % whole.images * whole.rows + row) * whole.columns + column;
  }
};

size_t PixelBytes(const KernelContext& context) {
  return static_cast<size_t>(context.input_shape(0).back()) * ByteSize(context.input_type(0));
}

// The byte that padding consists of.
std::byte PaddingByte(const graph::Tensor& tensor) {
  return tensor.quantization.scales.empty() ? std::byte{0} : static_cast<std::byte>(graph::ZeroPointOf(tensor) & 0xFF);
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateSpaceToBatchNd(KernelContext& context) {
  const BlockWalk walk{context.options<graph::BlockOptions>(), ImageOf(context.output_shape()),
                       ImageOf(context.input_shape(0))};
  return MakeKernel([walk, bytes = PixelBytes(context), padding = PaddingByte(context.output_tensor()),
                     input = context.input<std::byte>(0).data(), output = context.output<std::byte>().data()] {
    walk.ForEach([&](size_t block, size_t pixel) {
      if (pixel == BlockWalk::npos) {
        std::fill_n(output + block * bytes, bytes, padding);
      } else {
        std::memcpy(output + block * bytes, input + pixel * bytes, bytes);
      }
    });
  });
}

Result<std::unique_ptr<Kernel>> CreateBatchToSpaceNd(KernelContext& context) {
  const BlockWalk walk{context.options<graph::BlockOptions>(), ImageOf(context.input_shape(0)),
                       ImageOf(context.output_shape())};
  return MakeKernel([walk, bytes = PixelBytes(context), input = context.input<std::byte>(0).data(),
                     output = context.output<std::byte>().data()] {
    walk.ForEach([&](size_t block, size_t pixel) {
      if (pixel != BlockWalk::npos) std::memcpy(output + pixel * bytes, input + block * bytes, bytes);
    });
  });
}

}  // namespace sciot::engine::reference
