// Operators that change each element by itself.
#include <algorithm>

#include "engine/kernel_table.h"
#include "engine/xnnpack/operator.h"

namespace sciot::engine::xnnpack {
namespace {

using graph::OpCode;
using CreateFunction = decltype(xnn_create_abs_nc_f32);
using SetupFunction = decltype(xnn_setup_abs_nc_f32);

// `create` is null for an operator that takes more than the shape.
struct UnaryFunction {
  OpCode op;
  CreateFunction* create;
  SetupFunction* set_up;
};

constexpr UnaryFunction kFunctions[] = {
    {OpCode::kAbs, xnn_create_abs_nc_f32, xnn_setup_abs_nc_f32},
    {OpCode::kCeil, xnn_create_ceiling_nc_f32, xnn_setup_ceiling_nc_f32},
    {OpCode::kElu, nullptr, xnn_setup_elu_nc_f32},
    {OpCode::kFloor, xnn_create_floor_nc_f32, xnn_setup_floor_nc_f32},
    {OpCode::kHardSwish, xnn_create_hardswish_nc_f32, xnn_setup_hardswish_nc_f32},
    {OpCode::kLeakyRelu, nullptr, xnn_setup_leaky_relu_nc_f32},
    {OpCode::kLogistic, xnn_create_sigmoid_nc_f32, xnn_setup_sigmoid_nc_f32},
    {OpCode::kNeg, xnn_create_negate_nc_f32, xnn_setup_negate_nc_f32},
    {OpCode::kRound, xnn_create_bankers_rounding_nc_f32, xnn_setup_bankers_rounding_nc_f32},
    {OpCode::kSqrt, xnn_create_square_root_nc_f32, xnn_setup_square_root_nc_f32},
    {OpCode::kSquare, xnn_create_square_nc_f32, xnn_setup_square_nc_f32},
};

// One channel, so that any element is a row of its own.
xnn_status CreateFor(const UnaryFunction& function, const KernelContext& context, xnn_operator_t* created) {
  switch (function.op) {
    case OpCode::kElu:
      return xnn_create_elu_nc_f32(1, 1, 1, 1.0F, 0, created);
    case OpCode::kLeakyRelu:
      return xnn_create_leaky_relu_nc_f32(1, 1, 1, context.options<graph::LeakyReluOptions>().alpha, 0, created);
    default:
      return function.create(1, 1, 1, 0, created);
  }
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateUnary(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(1));
  const auto* function = std::ranges::find(kFunctions, context.node().op, &UnaryFunction::op);
  if (function == std::end(kFunctions)) return Error{ErrorCode::kUnsupported, "not of XNNPACK"};
  xnn_operator_t created = nullptr;
  const xnn_status status = CreateFor(*function, context, &created);
  SCIOT_ASSIGN(Operator op, Own(created, status));
  const std::span<const float> input = context.input<float>(0);
  const xnn_status set_up = function->set_up(op.get(), input.size(), input.data(), context.output<float>().data(),
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
