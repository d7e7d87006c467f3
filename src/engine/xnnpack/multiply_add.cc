#include "engine/xnnpack/multiply_add.h"

#include "engine/window.h"
#include "engine/xnnpack/operator.h"

namespace sciot::engine::xnnpack {

// XNNPACK's kernel for it is behind a depthwise convolution whose window is one pixel.
Result<std::unique_ptr<Kernel>> CreateMultiplyAdd(const MultiplyAdd& step, KernelContext& multiply,
                                                  KernelContext& add) {
  SCIOT_TRY(CheckClamp(step.clamp));
  const size_t channels = step.scale.size();
  xnn_operator_t created = nullptr;
  const xnn_status status = xnn_create_convolution2d_nhwc_f32(
      0, 0, 0, 0, 1, 1, 1, 1, 1, 1, static_cast<uint32_t>(channels), 1, 1, channels, channels, step.scale.data(),
      step.bias.data(), step.clamp.min, step.clamp.max, 0, &created);
  SCIOT_ASSIGN(Operator op, Own(created, status));
  const std::span<const float> input = multiply.input<float>(step.input);
  const xnn_status set_up = xnn_setup_convolution2d_nhwc_f32(op.get(), 1, input.size() / channels, 1, input.data(),
                                                             add.output<float>().data(), add.backend().thread_pool());
  return MakeKernel(std::move(op), set_up, add);
}

}  // namespace sciot::engine::xnnpack
