// Operators that change each element by itself.
#include "engine/kernel_table.h"
#include "engine/xnnpack/operator.h"

namespace sciot::engine::xnnpack {
namespace {

using graph::OpCode;
using SetupFunction = decltype(xnn_setup_abs_nc_f32);

// One channel, so that any element is a row of its own.
struct UnaryOperator {
  xnn_operator_t created = nullptr;
  xnn_status status = xnn_status_unsupported_parameter;
  SetupFunction* set_up = nullptr;
};

UnaryOperator CreateFor(const KernelContext& context) {
  UnaryOperator op;
  switch (context.node().op) {
    case OpCode::kAbs:
      op.status = xnn_create_abs_nc_f32(1, 1, 1, 0, &op.created);
      op.set_up = xnn_setup_abs_nc_f32;
      break;
    case OpCode::kCeil:
      op.status = xnn_create_ceiling_nc_f32(1, 1, 1, 0, &op.created);
      op.set_up = xnn_setup_ceiling_nc_f32;
      break;
    case OpCode::kElu:
      op.status = xnn_create_elu_nc_f32(1, 1, 1, 1.0F, 0, &op.created);
      op.set_up = xnn_setup_elu_nc_f32;
      break;
    case OpCode::kFloor:
      op.status = xnn_create_floor_nc_f32(1, 1, 1, 0, &op.created);
      op.set_up = xnn_setup_floor_nc_f32;
      break;
    case OpCode::kHardSwish:
      op.status = xnn_create_hardswish_nc_f32(1, 1, 1, 0, &op.created);
      op.set_up = xnn_setup_hardswish_nc_f32;
      break;
    case OpCode::kLeakyRelu:
      op.status =
          xnn_create_leaky_relu_nc_f32(1, 1, 1, context.options<graph::LeakyReluOptions>().alpha, 0, &op.created);
      op.set_up = xnn_setup_leaky_relu_nc_f32;
      break;
    case OpCode::kLogistic:
      op.status = xnn_create_sigmoid_nc_f32(1, 1, 1, 0, &op.created);
      op.set_up = xnn_setup_sigmoid_nc_f32;
      break;
    case OpCode::kNeg:
      op.status = xnn_create_negate_nc_f32(1, 1, 1, 0, &op.created);
      op.set_up = xnn_setup_negate_nc_f32;
      break;
    case OpCode::kRound:
      op.status = xnn_create_bankers_rounding_nc_f32(1, 1, 1, 0, &op.created);
      op.set_up = xnn_setup_bankers_rounding_nc_f32;
      break;
    case OpCode::kSqrt:
      op.status = xnn_create_square_root_nc_f32(1, 1, 1, 0, &op.created);
      op.set_up = xnn_setup_square_root_nc_f32;
      break;
    case OpCode::kSquare:
      op.status = xnn_create_square_nc_f32(1, 1, 1, 0, &op.created);
      op.set_up = xnn_setup_square_nc_f32;
      break;
    default:
      break;
  }
  return op;
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateUnary(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(1));
  const UnaryOperator made = CreateFor(context);
  SCIOT_ASSIGN(Operator op, Own(made.created, made.status));
  const std::span<const float> input = context.input<float>(0);
  const xnn_status set_up = made.set_up(op.get(), input.size(), input.data(), context.output<float>().data(),
                                        context.backend().thread_pool());
  return MakeKernel(std::move(op), set_up, context);
}

// One slope for each channel of the last dimension, known when the kernel is created.
Result<std::unique_ptr<Kernel>> CreatePrelu(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(2));
  SCIOT_ASSIGN(const float* slopes, context.ConstantFloats(1));
  const Shape& shape = context.input_shape(0);
  const size_t channels = shape.empty() ? 1 : Size(shape.back());
  if (context.input_spec(1).element_count() != channels || shape != context.output_shape() ||
      context.input_shape(1).empty() || Size(context.input_shape(1).back()) != channels) {
    return Error{ErrorCode::kUnsupported, "slopes of shape " + ToString(context.input_shape(1))};
  }
  xnn_operator_t created = nullptr;
  const xnn_status status = xnn_create_prelu_nc_f32(channels, channels, channels, slopes, 0, &created);
  SCIOT_ASSIGN(Operator op, Own(created, status));
  const std::span<const float> input = context.input<float>(0);
  const xnn_status set_up = xnn_setup_prelu_nc_f32(op.get(), input.size() / channels, input.data(),
                                                   context.output<float>().data(), context.backend().thread_pool());
  return MakeKernel(std::move(op), set_up, context);
}

}  // namespace sciot::engine::xnnpack
