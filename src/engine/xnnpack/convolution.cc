// CONV_2D and DEPTHWISE_CONV_2D with constant weights, which are packed when the kernel is created.
#include "engine/kernel_table.h"
#include "engine/window.h"
#include "engine/xnnpack/int8_convolution.h"
#include "engine/xnnpack/prototype.h"

namespace sciot::engine::xnnpack {
namespace {

enum Input : size_t { kImage, kFilter, kBias, kInputCount };

bool IsInt8(const KernelContext& context) {
  return context.input_type(kImage) == DataType::kInt8;
}

Status CheckConvolution(const KernelContext& context) {
  if (IsInt8(context)) return CheckInt8Convolution(context);
  const auto& options = context.options<graph::ConvOptions>();
  SCIOT_TRY(context.RequireFloat32(kInputCount));
  SCIOT_TRY(CheckClamp(options.clamp));
  return CheckWindow(options.window, context.input_shape(kImage), context.output_shape());
}

Result<const float*> Bias(const KernelContext& context) {
  if (!context.has_input(kBias)) return static_cast<const float*>(nullptr);
  return context.ConstantFloats(kBias);
}

Result<std::shared_ptr<const Prototype>> Pack(const KernelContext& context, const Channels& channels,
                                              const Prototype::SetUpOperator& set_up) {
  SCIOT_ASSIGN(const float* filter, context.ConstantFloats(kFilter));
  SCIOT_ASSIGN(const float* bias, Bias(context));
  const auto create = [&](xnn_operator_t* created) {
    const auto& [window, multiplier, clamp] = context.options<graph::ConvOptions>();
    return xnn_create_convolution2d_nhwc_f32(
        window.pad_top, window.pad_right, window.pad_bottom, window.pad_left, window.kernel_height, window.kernel_width,
        window.stride_height, window.stride_width, window.dilation_height, window.dilation_width,
        static_cast<uint32_t>(channels.groups), channels.group_inputs, channels.group_outputs, channels.inputs(),
        channels.outputs(), filter, bias, clamp.min, clamp.max, channels.flags, created);
  };
  return Prototype::Create(create, set_up);
}

Result<std::unique_ptr<Kernel>> CreateConvolution(KernelContext& context, const Channels& channels) {
  if (IsInt8(context)) return CreateInt8Convolution(context, channels);
  const Shape& image = context.input_shape(kImage);
  const float* const input = context.input<float>(kImage).data();
  float* const output = context.output<float>().data();
  return CreateFromPrototype(
      context, [&](const Prototype::SetUpOperator& set_up) { return Pack(context, channels, set_up); },
      [&](xnn_operator_t op) {
        return xnn_setup_convolution2d_nhwc_f32(op, Size(image[0]), Size(image[1]), Size(image[2]), input, output,
                                                context.backend().thread_pool());
      });
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateConv2D(KernelContext& context) {
  SCIOT_TRY(CheckConvolution(context));
  SCIOT_ASSIGN(const Channels channels, ConvChannels(context));
  return CreateConvolution(context, channels);
}

Result<std::unique_ptr<Kernel>> CreateDepthwiseConv2D(KernelContext& context) {
  SCIOT_TRY(CheckConvolution(context));
  SCIOT_ASSIGN(const Channels channels, DepthwiseChannels(context));
  return CreateConvolution(context, channels);
}

}  // namespace sciot::engine::xnnpack
