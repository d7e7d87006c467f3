// RELU, RELU6, RELU_N1_TO_1 and RELU_0_TO_1.
#include "engine/kernel_table.h"
#include "engine/window.h"
#include "engine/xnnpack/operator.h"

namespace sciot::engine::xnnpack {

Result<std::unique_ptr<Kernel>> CreateClamp(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(1));
  const auto& [clamp] = context.options<graph::ActivationOptions>();
  SCIOT_TRY(CheckClamp(clamp));
  xnn_operator_t created = nullptr;
  const xnn_status status = xnn_create_clamp_nc_f32(1, 1, 1, clamp.min, clamp.max, 0, &created);
  SCIOT_ASSIGN(Operator op, Own(created, status));
  const std::span<const float> input = context.input<float>(0);
  const xnn_status set_up = xnn_setup_clamp_nc_f32(op.get(), input.size(), input.data(), context.output<float>().data(),
                                                   context.backend().thread_pool());
  return MakeKernel(std::move(op), set_up, context);
}

}  // namespace sciot::engine::xnnpack
