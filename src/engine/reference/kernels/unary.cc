// Operators that change each element by itself.
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"

namespace sciot::engine::reference {
namespace {

using graph::OpCode;

template <typename T, typename Function>
Result<std::unique_ptr<Kernel>> MakeMap(KernelContext& context, Function function) {
  return MakeKernel([function, input = context.input<T>(0), output = context.output<T>()] {
    for (size_t i = 0; i < output.size(); ++i) output[i] = function(input[i]);
  });
}

float Gelu(float x) {
  return 0.5F * x * (1.0F + std::erf(x * 0.70710678F));
}

float ApproximateGelu(float x) {
  constexpr float kSqrtTwoOverPi = 0.7978845608F;
  return 0.5F * x * (1.0F + std::tanh(kSqrtTwoOverPi * (x + 0.044715F * x * x * x)));
}

float HardSwish(float x) {
  return x * std::min(6.0F, std::max(0.0F, x + 3.0F)) * (1.0F / 6.0F);
}

Result<std::unique_ptr<Kernel>> CreateFloat(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(1));
  switch (context.node().op) {
    case OpCode::kAbs:
      return MakeMap<float>(context, [](float x) { return std::fabs(x); });
    case OpCode::kCeil:
      return MakeMap<float>(context, [](float x) { return std::ceil(x); });
    case OpCode::kCos:
      return MakeMap<float>(context, [](float x) { return std::cos(x); });
    case OpCode::kElu:
      return MakeMap<float>(context, [](float x) { return x < 0.0F ? std::expm1(x) : x; });
    case OpCode::kExp:
      return MakeMap<float>(context, [](float x) { return std::exp(x); });
    case OpCode::kFloor:
      return MakeMap<float>(context, [](float x) { return std::floor(x); });
    case OpCode::kGelu:
      return context.options<graph::GeluOptions>().approximate ? MakeMap<float>(context, ApproximateGelu)
                                                               : MakeMap<float>(context, Gelu);
    case OpCode::kHardSwish:
      return MakeMap<float>(context, HardSwish);
    case OpCode::kLeakyRelu:
      return MakeMap<float>(context, [alpha = context.options<graph::LeakyReluOptions>().alpha](float x) {
        return x < 0.0F ? x * alpha : x;
      });
    case OpCode::kLog:
      return MakeMap<float>(context, [](float x) { return std::log(x); });
    case OpCode::kLogistic:
      return MakeMap<float>(context, [](float x) { return 1.0F / (1.0F + std::exp(-x)); });
    case OpCode::kNeg:
      return MakeMap<float>(context, [](float x) { return -x; });
    case OpCode::kRound:
      return MakeMap<float>(context, [](float x) { return std::nearbyint(x); });
    case OpCode::kRsqrt:
      return MakeMap<float>(context, [](float x) { return 1.0F / std::sqrt(x); });
    case OpCode::kSin:
      return MakeMap<float>(context, [](float x) { return std::sin(x); });
    case OpCode::kSqrt:
      return MakeMap<float>(context, [](float x) { return std::sqrt(x); });
    case OpCode::kSquare:
      return MakeMap<float>(context, [](float x) { return x * x; });
    case OpCode::kTanh:
      return MakeMap<float>(context, [](float x) { return std::tanh(x); });
    default:
      return Error{ErrorCode::kUnsupported, "not of one float"};
  }
}

// Integers wrap where the result does not fit.
template <typename T, typename Unsigned>
Result<std::unique_ptr<Kernel>> CreateInteger(KernelContext& context) {
  switch (context.node().op) {
    case OpCode::kAbs:
      return MakeMap<T>(context,
                        [](T x) { return x < 0 ? static_cast<T>(Unsigned{0} - static_cast<Unsigned>(x)) : x; });
    case OpCode::kNeg:
      return MakeMap<T>(context, [](T x) { return static_cast<T>(Unsigned{0} - static_cast<Unsigned>(x)); });
    case OpCode::kSquare:
      return MakeMap<T>(context,
                        [](T x) { return static_cast<T>(static_cast<Unsigned>(x) * static_cast<Unsigned>(x)); });
    default:
      return Error{ErrorCode::kUnsupported, "not of integers"};
  }
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateUnary(KernelContext& context) {
  switch (context.input_type(0)) {
    case DataType::kFloat32:
      return CreateFloat(context);
    case DataType::kInt32:
      return CreateInteger<int32_t, uint32_t>(context);
    case DataType::kInt64:
      return CreateInteger<int64_t, uint64_t>(context);
    default:
      return context.RequireFloat32(1).error();
  }
}

Result<std::unique_ptr<Kernel>> CreateLogicalNot(KernelContext& context) {
  return MakeMap<uint8_t>(context, [](uint8_t x) { return static_cast<uint8_t>(x == 0); });
}

}  // namespace sciot::engine::reference
