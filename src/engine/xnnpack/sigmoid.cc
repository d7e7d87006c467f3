// LOGISTIC.
#include "engine/kernel_table.h"
#include "engine/xnnpack/operator.h"

namespace sciot::engine::xnnpack {

Result<std::unique_ptr<Kernel>> CreateLogistic(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(1));
  xnn_operator_t created = nullptr;
  const xnn_status status = xnn_create_sigmoid_nc_f32(1, 1, 1, 0, &created);
  SCIOT_ASSIGN(Operator op, Own(created, status));
  const std::span<const float> input = context.input<float>(0);
  const xnn_status set_up = xnn_setup_sigmoid_nc_f32(op.get(), input.size(), input.data(),
                                                     context.output<float>().data(), context.backend().thread_pool());
  return MakeKernel(std::move(op), set_up, context);
}

}  // namespace sciot::engine::xnnpack
