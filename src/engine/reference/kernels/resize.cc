// RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"

namespace sciot::engine::reference {
namespace {

float Scale(int32_t from, int32_t to, bool align_corners) {
  if (align_corners && to > 1) return static_cast<float>(from - 1) / static_cast<float>(to - 1);
  return static_cast<float>(from) / static_cast<float>(to);
}

// Which element of one dimension stands at each place of the output.
std::vector<size_t> NearestSources(int32_t from, int32_t to, const graph::ResizeOptions& options) {
  const float scale = Scale(from, to, options.align_corners);
  const float offset = options.half_pixel_centers ? 0.5F : 0.0F;
  std::vector<size_t> sources;
  for (int32_t i = 0; i < to; ++i) {
    const float place = (static_cast<float>(i) + offset) * scale;
    const float source = options.align_corners ? std::round(place) : std::floor(place);
    sources.push_back(static_cast<size_t>(std::clamp(source, 0.0F, static_cast<float>(from - 1))));
  }
  return sources;
}

// Two elements and the share of the second.
struct Between {
  size_t low, high;
  float share;
};

std::vector<Between> BilinearSources(int32_t from, int32_t to, const graph::ResizeOptions& options) {
  const float scale = Scale(from, to, options.align_corners);
  std::vector<Between> sources;
  for (int32_t i = 0; i < to; ++i) {
    const auto index = static_cast<float>(i);
    const float place = options.half_pixel_centers ? (index + 0.5F) * scale - 0.5F : index * scale;
    const float low = std::max(0.0F, std::floor(place));
    const float last = static_cast<float>(from - 1);
    const float high = std::min(last, std::floor(place) + 1.0F);
    sources.push_back(
        {static_cast<size_t>(std::min(low, last)), static_cast<size_t>(std::max(0.0F, high)), place - low});
  }
  return sources;
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateResizeNearestNeighbor(KernelContext& context) {
  const Shape& image = context.input_shape(0);
  const Shape& output = context.output_shape();
  const auto& options = context.options<graph::ResizeOptions>();
  const size_t pixel = static_cast<size_t>(image[3]) * ByteSize(context.input_type(0));
  return MakeKernel([rows = NearestSources(image[1], output[1], options),
                     columns = NearestSources(image[2], output[2], options), pixel,
                     width = static_cast<size_t>(image[2]), height = static_cast<size_t>(image[1]),
                     batch = static_cast<size_t>(image[0]), from = context.input<std::byte>(0).data(),
                     to = context.output<std::byte>().data()] {
    std::byte* place = to;
    for (size_t n = 0; n < batch; ++n) {
      for (size_t row : rows) {
        for (size_t column : columns) {
          std::memcpy(place, from + ((n * height + row) * width + column) * pixel, pixel);
          place += pixel;
        }
      }
    }
  });
}

Result<std::unique_ptr<Kernel>> CreateResizeBilinear(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(1));
  const Shape& image = context.input_shape(0);
  const Shape& output = context.output_shape();
  const auto& options = context.options<graph::ResizeOptions>();
  return MakeKernel([rows = BilinearSources(image[1], output[1], options),
                     columns = BilinearSources(image[2], output[2], options), channels = static_cast<size_t>(image[3]),
                     width = static_cast<size_t>(image[2]), height = static_cast<size_t>(image[1]),
                     batch = static_cast<size_t>(image[0]), from = context.input<float>(0).data(),
                     to = context.output<float>().data()] {
    float* place = to;
    for (size_t n = 0; n < batch; ++n) {
      const float* plane = from + n * height * width * channels;
      for (const Between& row : rows) {
        for (const Between& column : columns) {
          const float* corners[4] = {
              plane + (row.low * width + column.low) * channels, plane + (row.low * width + column.high) * channels,
              plane + (row.high * width + column.low) * channels, plane + (row.high * width + column.high) * channels};
          for (size_t c = 0; c < channels; ++c) {
            const float top = corners[0][c] * (1.0F - column.share) + corners[1][c] * column.share;
            const float bottom = corners[2][c] * (1.0F - column.share) + corners[3][c] * column.share;
            *place++ = top * (1.0F - row.share) + bottom * row.share;
          }
        }
      }
    }
  });
}

}  // namespace sciot::engine::reference
