// SOFTMAX over the last dimension with beta 1.
#include "engine/kernel_table.h"
#include "engine/xnnpack/operator.h"

namespace sciot::engine::xnnpack {

Result<std::unique_ptr<Kernel>> CreateSoftmax(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(1));
  if (context.options<graph::SoftmaxOptions>().beta != 1.0F) return Error{ErrorCode::kUnsupported, "beta is not 1"};
  const Shape& shape = context.input_shape(0);
  const size_t channels = shape.empty() ? 1 : Size(shape.back());
  xnn_operator_t created = nullptr;
  const xnn_status status = xnn_create_softmax_nc_f32(channels, channels, channels, 0, &created);
  SCIOT_ASSIGN(Operator op, Own(created, status));
  const std::span<const float> input = context.input<float>(0);
  const xnn_status set_up = xnn_setup_softmax_nc_f32(op.get(), input.size() / channels, input.data(),
                                                     context.output<float>().data(), context.backend().thread_pool());
  return MakeKernel(std::move(op), set_up, context);
}

}  // namespace sciot::engine::xnnpack
