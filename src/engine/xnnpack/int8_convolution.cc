#include "engine/xnnpack/int8_convolution.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/window.h"
#include "engine/xnnpack/prototype.h"
#include "graph/quantization.h"

namespace sciot::engine::xnnpack {
namespace {

enum Input : size_t { kImage, kFilter, kBias };

Error NotThis(const char* reason) {
  return {ErrorCode::kUnsupported, reason};
}

bool IsScaledInt8(const graph::Tensor& tensor) {
  return tensor.spec.type == DataType::kInt8 && !tensor.quantization.scales.empty();
}

bool HasZeroPoint(const graph::Tensor& tensor) {
  const auto& points = tensor.quantization.zero_points;
  return std::any_of(points.begin(), points.end(), [](int64_t point) { return point != 0; });
}

Status CheckTypes(const KernelContext& context) {
  const graph::Tensor& filter = context.input_tensor(kFilter);
  if (!IsScaledInt8(context.input_tensor(kImage)) || !IsScaledInt8(filter) || !IsScaledInt8(context.output_tensor())) {
    return NotThis("not INT8 with scales");
  }
  if (!filter.is_constant() || HasZeroPoint(filter)) return NotThis("the filter is no constant around zero");
  if (!context.has_input(kBias)) return {};
  const graph::Tensor& bias = context.input_tensor(kBias);
  if (bias.is_constant() && bias.spec.type == DataType::kInt32) return {};
  return NotThis("the bias is no constant of INT32");
}

Result<std::shared_ptr<const Prototype>> Pack(const KernelContext& context, const Channels& channels,
                                              const Prototype::SetUpOperator& set_up) {
  const graph::Tensor& image = context.input_tensor(kImage);
  const graph::Tensor& filter = context.input_tensor(kFilter);
  const graph::Tensor& output = context.output_tensor();
  const std::vector<float> scales = ScalesByChannel(filter, channels.outputs());
  if (scales.size() != channels.outputs()) return NotThis("scales of another number than channels");
  const ByteView bias = context.has_input(kBias) ? context.input_tensor(kBias).constant : ByteView{};
  const auto create = [&](xnn_operator_t* created) {
    const auto& [window, multiplier, clamp] = context.options<graph::ConvOptions>();
    return xnn_create_convolution2d_nhwc_qc8(
        window.pad_top, window.pad_right, window.pad_bottom, window.pad_left, window.kernel_height, window.kernel_width,
        window.stride_height, window.stride_width, window.dilation_height, window.dilation_width,
        static_cast<uint32_t>(channels.groups), channels.group_inputs, channels.group_outputs, channels.inputs(),
        channels.outputs(), static_cast<int8_t>(graph::ZeroPointOf(image)), graph::ScaleOf(image), scales.data(),
        reinterpret_cast<const int8_t*>(filter.constant.data()), reinterpret_cast<const int32_t*>(bias.data()),
        static_cast<int8_t>(graph::ZeroPointOf(output)), graph::ScaleOf(output), Stored(output, clamp.min),
        Stored(output, clamp.max), channels.flags, created);
  };
  return Prototype::Create(create, set_up);
}

}  // namespace

int8_t Stored(const graph::Tensor& output, float limit) {
  constexpr auto kLow = static_cast<float>(std::numeric_limits<int8_t>::min());
  constexpr auto kHigh = static_cast<float>(std::numeric_limits<int8_t>::max());
  const float stored = std::round(limit / graph::ScaleOf(output)) + static_cast<float>(graph::ZeroPointOf(output));
  return static_cast<int8_t>(std::clamp(stored, kLow, kHigh));
}

std::vector<float> ScalesByChannel(const graph::Tensor& filter, size_t channels) {
  const std::vector<float>& scales = filter.quantization.scales;
  return scales.size() == 1 ? std::vector<float>(channels, scales[0]) : scales;
}

Status CheckInt8Convolution(const KernelContext& context) {
  const auto& options = context.options<graph::ConvOptions>();
  SCIOT_TRY(CheckTypes(context));
  SCIOT_TRY(CheckClamp(options.clamp));
  return CheckWindow(options.window, context.input_shape(kImage), context.output_shape());
}

Result<std::unique_ptr<Kernel>> CreateInt8Convolution(KernelContext& context, const Channels& channels) {
  const Shape& image = context.input_shape(kImage);
  const int8_t* const input = context.input<int8_t>(kImage).data();
  int8_t* const output = context.output<int8_t>().data();
  return CreateFromPrototype(
      context, [&](const Prototype::SetUpOperator& set_up) { return Pack(context, channels, set_up); },
      [&](xnn_operator_t op) {
        return xnn_setup_convolution2d_nhwc_qc8(op, Size(image[0]), Size(image[1]), Size(image[2]), input, output,
                                                context.backend().thread_pool());
      });
}

}  // namespace sciot::engine::xnnpack
