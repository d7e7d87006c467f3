// TRANSPOSE_CONV with constant weights, which are packed when the kernel is created.
#include "engine/kernel_table.h"
#include "engine/window.h"
#include "engine/xnnpack/operator.h"

namespace sciot::engine::xnnpack {
namespace {

// Input 0 is the output's shape, which the graph knows already.
enum Input : size_t { kFilter = 1, kImage = 2, kBias = 3, kInputCount = 4 };

// Rows or columns that the full result lacks to the output.
uint32_t Adjustment(int32_t output, int32_t input, uint32_t stride, uint32_t kernel, uint32_t padding) {
  const int64_t full = int64_t{stride} * (input - 1) + kernel - int64_t{padding};
  return static_cast<uint32_t>(output - full);
}

Status CheckTypes(const KernelContext& context) {
  for (size_t i = kFilter; i < kInputCount; ++i) {
    if (context.has_input(i) && context.input_type(i) != DataType::kFloat32) {
      return Error{ErrorCode::kUnsupported, std::string("input of ") + DataTypeName(context.input_type(i))};
    }
  }
  return CheckClamp(context.options<graph::TransposeConvOptions>().clamp);
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateTransposeConv(KernelContext& context) {
  SCIOT_TRY(CheckTypes(context));
  const auto& [window, clamp] = context.options<graph::TransposeConvOptions>();
  SCIOT_ASSIGN(const float* filter, context.ConstantFloats(kFilter));
  const float* bias = nullptr;
  if (context.has_input(kBias)) {
    SCIOT_ASSIGN(bias, context.ConstantFloats(kBias));
  }
  const Shape& image = context.input_shape(kImage);
  const Shape& output = context.output_shape();
  const size_t inputs = Size(image[3]);
  const size_t outputs = Size(output[3]);
  xnn_operator_t created = nullptr;
  const xnn_status status = xnn_create_deconvolution2d_nhwc_f32(
      window.pad_top, window.pad_right, window.pad_bottom, window.pad_left, window.kernel_height, window.kernel_width,
      window.stride_height, window.stride_width, 1, 1, 1, inputs, outputs, inputs, outputs, filter, bias, clamp.min,
      clamp.max, 0, &created);
  SCIOT_ASSIGN(Operator op, Own(created, status));
  const uint32_t rows =
      Adjustment(output[1], image[1], window.stride_height, window.kernel_height, window.pad_top + window.pad_bottom);
  const uint32_t columns =
      Adjustment(output[2], image[2], window.stride_width, window.kernel_width, window.pad_left + window.pad_right);
  const xnn_status set_up = xnn_setup_deconvolution2d_nhwc_f32(
      op.get(), Size(image[0]), Size(image[1]), Size(image[2]), rows, columns, context.input<float>(kImage).data(),
      context.output<float>().data(), context.backend().thread_pool());
  return MakeKernel(std::move(op), set_up, context);
}

}  // namespace sciot::engine::xnnpack
