// Arithmetic with broadcasting; either operand may be a constant.
#include "engine/kernel_table.h"
#include "engine/window.h"
#include "engine/xnnpack/operator.h"

namespace sciot::engine::xnnpack {
namespace {

using graph::OpCode;
using SetupFunction = decltype(xnn_setup_add_nd_f32);

struct BinaryOperator {
  xnn_operator_t created = nullptr;
  xnn_status status = xnn_status_unsupported_parameter;
  SetupFunction* set_up = nullptr;
};

BinaryOperator CreateFor(OpCode code, const graph::Clamp& clamp) {
  BinaryOperator op;
  switch (code) {
    case OpCode::kAdd:
      op.status = xnn_create_add_nd_f32(clamp.min, clamp.max, 0, &op.created);
      op.set_up = xnn_setup_add_nd_f32;
      break;
    case OpCode::kSub:
      op.status = xnn_create_subtract_nd_f32(clamp.min, clamp.max, 0, &op.created);
      op.set_up = xnn_setup_subtract_nd_f32;
      break;
    case OpCode::kMul:
      op.status = xnn_create_multiply_nd_f32(clamp.min, clamp.max, 0, &op.created);
      op.set_up = xnn_setup_multiply_nd_f32;
      break;
    case OpCode::kDiv:
      op.status = xnn_create_divide_nd_f32(clamp.min, clamp.max, 0, &op.created);
      op.set_up = xnn_setup_divide_nd_f32;
      break;
    case OpCode::kMaximum:
      op.status = xnn_create_maximum_nd_f32(0, &op.created);
      op.set_up = xnn_setup_maximum_nd_f32;
      break;
    case OpCode::kMinimum:
      op.status = xnn_create_minimum_nd_f32(0, &op.created);
      op.set_up = xnn_setup_minimum_nd_f32;
      break;
    case OpCode::kSquaredDifference:
      op.status = xnn_create_squared_difference_nd_f32(0, &op.created);
      op.set_up = xnn_setup_squared_difference_nd_f32;
      break;
    default:
      break;
  }
  return op;
}

Status CheckBinary(const KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(2));
  SCIOT_TRY(CheckClamp(context.options<graph::BinaryOptions>().clamp));
  if (context.output_shape().size() <= XNN_MAX_TENSOR_DIMS) return {};
  return Error{ErrorCode::kUnsupported, "rank " + std::to_string(context.output_shape().size())};
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateBinary(KernelContext& context) {
  SCIOT_TRY(CheckBinary(context));
  const BinaryOperator made = CreateFor(context.node().op, context.options<graph::BinaryOptions>().clamp);
  SCIOT_ASSIGN(Operator op, Own(made.created, made.status));
  const Dimensions left(context.input_shape(0));
  const Dimensions right(context.input_shape(1));
  const xnn_status set_up =
      made.set_up(op.get(), left.count, left.sizes, right.count, right.sizes, context.input<float>(0).data(),
                  context.input<float>(1).data(), context.output<float>().data(), context.backend().thread_pool());
  return MakeKernel(std::move(op), set_up, context);
}

}  // namespace sciot::engine::xnnpack
