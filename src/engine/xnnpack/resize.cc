// RESIZE_BILINEAR.
#include "engine/kernel_table.h"
#include "engine/xnnpack/operator.h"

namespace sciot::engine::xnnpack {
namespace {

uint32_t Flags(const graph::ResizeOptions& options) {
  if (options.align_corners) return XNN_FLAG_ALIGN_CORNERS;
  return options.half_pixel_centers ? 0 : XNN_FLAG_TENSORFLOW_LEGACY_MODE;
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateResizeBilinear(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(1));
  const Shape& image = context.input_shape(0);
  const Shape& output = context.output_shape();
  const size_t channels = Size(image[3]);
  xnn_operator_t created = nullptr;
  const xnn_status status = xnn_create_resize_bilinear2d_nhwc_f32(
      channels, channels, channels, Flags(context.options<graph::ResizeOptions>()), &created);
  SCIOT_ASSIGN(Operator op, Own(created, status));
  const xnn_status set_up = xnn_setup_resize_bilinear2d_nhwc_f32(
      op.get(), Size(image[0]), Size(image[1]), Size(image[2]), Size(output[1]), Size(output[2]),
      context.input<float>(0).data(), context.output<float>().data(), context.backend().thread_pool());
  return MakeKernel(std::move(op), set_up, context);
}

}  // namespace sciot::engine::xnnpack
