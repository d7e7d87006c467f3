// AVERAGE_POOL_2D and MAX_POOL_2D with windows of more than one element.
#include "engine/kernel_table.h"
#include "engine/window.h"
#include "engine/xnnpack/operator.h"

namespace sciot::engine::xnnpack {
namespace {

Status CheckPool(const KernelContext& context) {
  const auto& [window, clamp] = context.options<graph::PoolOptions>();
  SCIOT_TRY(context.RequireFloat32(1));
  SCIOT_TRY(CheckClamp(clamp));
  SCIOT_TRY(CheckPoolWindow(window, context.input_shape(0), context.output_shape()));
  if (window.kernel_height > 1 || window.kernel_width > 1) return {};
  return Error{ErrorCode::kUnsupported, "window of one element"};
}

Result<Operator> CreateAverage(const graph::PoolOptions& options, size_t channels) {
  const auto& [window, clamp] = options;
  xnn_operator_t created = nullptr;
  const xnn_status status = xnn_create_average_pooling2d_nhwc_f32(
      window.pad_top, window.pad_right, window.pad_bottom, window.pad_left, window.kernel_height, window.kernel_width,
      window.stride_height, window.stride_width, channels, channels, channels, clamp.min, clamp.max, 0, &created);
  return Own(created, status);
}

Result<Operator> CreateMax(const graph::PoolOptions& options, size_t channels) {
  const auto& [window, clamp] = options;
  xnn_operator_t created = nullptr;
  const xnn_status status = xnn_create_max_pooling2d_nhwc_f32(
      window.pad_top, window.pad_right, window.pad_bottom, window.pad_left, window.kernel_height, window.kernel_width,
      window.stride_height, window.stride_width, window.dilation_height, window.dilation_width, channels, channels,
      channels, clamp.min, clamp.max, 0, &created);
  return Own(created, status);
}

using CreateFunction = decltype(CreateMax);
using SetupFunction = decltype(xnn_setup_max_pooling2d_nhwc_f32);

Result<std::unique_ptr<Kernel>> CreatePool(KernelContext& context, CreateFunction* create, SetupFunction* set_up) {
  SCIOT_TRY(CheckPool(context));
  const Shape& image = context.input_shape(0);
  SCIOT_ASSIGN(Operator op, create(context.options<graph::PoolOptions>(), Size(image[3])));
  const xnn_status done =
      set_up(op.get(), Size(image[0]), Size(image[1]), Size(image[2]), context.input<float>(0).data(),
             context.output<float>().data(), context.backend().thread_pool());
  return MakeKernel(std::move(op), done, context);
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateAveragePool2D(KernelContext& context) {
  return CreatePool(context, CreateAverage, xnn_setup_average_pooling2d_nhwc_f32);
}

Result<std::unique_ptr<Kernel>> CreateMaxPool2D(KernelContext& context) {
  return CreatePool(context, CreateMax, xnn_setup_max_pooling2d_nhwc_f32);
}

}  // namespace sciot::engine::xnnpack
