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

float Abs(float x) {
  return std::fabs(x);
}
float Ceil(float x) {
  return std::ceil(x);
}
float Cos(float x) {
  return std::cos(x);
}
float Elu(float x) {
  return x < 0.0F ? std::expm1(x) : x;
}
float Exp(float x) {
  return std::exp(x);
}
float Floor(float x) {
  return std::floor(x);
}
float Gelu(float x) {
  return 0.5F * x * std::erfc(x * -0.70710678F);
}
float HardSwish(float x) {
  return x * std::min(6.0F, std::max(0.0F, x + 3.0F)) * (1.0F / 6.0F);
}
float Log(float x) {
  return std::log(x);
}
float Logistic(float x) {
  return 1.0F / (1.0F + std::exp(-x));
}
float Neg(float x) {
  return -x;
}
float Round(float x) {
  return std::nearbyint(x);
}
float Rsqrt(float x) {
  return 1.0F / std::sqrt(x);
}
float Sign(float x) {
  return x == 0.0F ? 0.0F : std::copysign(1.0F, x);
}
float Sin(float x) {
  return std::sin(x);
}
float Sqrt(float x) {
  return std::sqrt(x);
}
float Square(float x) {
  return x * x;
}
float Tanh(float x) {
  return std::tanh(x);
}

float ApproximateGelu(float x) {
  constexpr float kSqrtTwoOverPi = 0.7978845608F;
  return 0.5F * x * (1.0F + std::tanh(kSqrtTwoOverPi * (x + 0.044715F * x * x * x)));
}

// A template argument, not a pointer at run time: the loop of each function is then compiled for it.
template <float (*kFunction)(float)>
Result<std::unique_ptr<Kernel>> Map(KernelContext& context) {
  return MakeMap<float>(context, [](float x) { return kFunction(x); });
}

Result<std::unique_ptr<Kernel>> CreateGelu(KernelContext& context) {
  return context.options<graph::GeluOptions>().approximate ? Map<ApproximateGelu>(context) : Map<Gelu>(context);
}

Result<std::unique_ptr<Kernel>> CreateLeakyRelu(KernelContext& context) {
  const float alpha = context.options<graph::LeakyReluOptions>().alpha;
  return MakeMap<float>(context, [alpha](float x) { return x < 0.0F ? x * alpha : x; });
}

struct FloatFunction {
  OpCode op;
  Result<std::unique_ptr<Kernel>> (*create)(KernelContext& context);
};

constexpr FloatFunction kFloatFunctions[] = {
    {OpCode::kAbs, Map<Abs>},
    {OpCode::kCeil, Map<Ceil>},
    {OpCode::kCos, Map<Cos>},
    {OpCode::kElu, Map<Elu>},
    {OpCode::kExp, Map<Exp>},
    {OpCode::kFloor, Map<Floor>},
    {OpCode::kGelu, CreateGelu},
    {OpCode::kHardSwish, Map<HardSwish>},
    {OpCode::kLeakyRelu, CreateLeakyRelu},
    {OpCode::kLog, Map<Log>},
    {OpCode::kLogistic, Map<Logistic>},
    {OpCode::kNeg, Map<Neg>},
    {OpCode::kRound, Map<Round>},
    {OpCode::kRsqrt, Map<Rsqrt>},
    {OpCode::kSign, Map<Sign>},
    {OpCode::kSin, Map<Sin>},
    {OpCode::kSqrt, Map<Sqrt>},
    {OpCode::kSquare, Map<Square>},
    {OpCode::kTanh, Map<Tanh>},
};

Result<std::unique_ptr<Kernel>> CreateFloat(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(1));
  for (const FloatFunction& function : kFloatFunctions) {
    if (function.op == context.node().op) return function.create(context);
  }
  return Error{ErrorCode::kUnsupported, "not of one float"};
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
    case OpCode::kSign:
      return MakeMap<T>(context, [](T x) { return static_cast<T>((x > 0) - (x < 0)); });
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
