// ADD, SUB and MUL with broadcasting; either operand may be a constant.
#include "engine/kernel_table.h"
#include "engine/window.h"
#include "engine/xnnpack/operator.h"

namespace sciot::engine::xnnpack {
namespace {

using CreateFunction = decltype(xnn_create_add_nd_f32);
using SetupFunction = decltype(xnn_setup_add_nd_f32);

Status CheckBinary(const KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(2));
  SCIOT_TRY(CheckClamp(context.options<graph::BinaryOptions>().clamp));
  if (context.output_shape().size() <= XNN_MAX_TENSOR_DIMS) return {};
  return Error{ErrorCode::kUnsupported, "rank " + std::to_string(context.output_shape().size())};
}

Result<std::unique_ptr<Kernel>> CreateBinary(KernelContext& context, CreateFunction* create, SetupFunction* set_up) {
  SCIOT_TRY(CheckBinary(context));
  const auto& [clamp] = context.options<graph::BinaryOptions>();
  xnn_operator_t created = nullptr;
  const xnn_status status = create(clamp.min, clamp.max, 0, &created);
  SCIOT_ASSIGN(Operator op, Own(created, status));
  const Dimensions left(context.input_shape(0));
  const Dimensions right(context.input_shape(1));
  const xnn_status done =
      set_up(op.get(), left.count, left.sizes, right.count, right.sizes, context.input<float>(0).data(),
             context.input<float>(1).data(), context.output<float>().data(), context.backend().thread_pool());
  return MakeKernel(std::move(op), done, context);
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateAdd(KernelContext& context) {
  return CreateBinary(context, xnn_create_add_nd_f32, xnn_setup_add_nd_f32);
}

Result<std::unique_ptr<Kernel>> CreateSub(KernelContext& context) {
  return CreateBinary(context, xnn_create_subtract_nd_f32, xnn_setup_subtract_nd_f32);
}

Result<std::unique_ptr<Kernel>> CreateMul(KernelContext& context) {
  return CreateBinary(context, xnn_create_multiply_nd_f32, xnn_setup_multiply_nd_f32);
}

}  // namespace sciot::engine::xnnpack
