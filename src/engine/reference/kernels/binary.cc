// Arithmetic on two operands.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/reference/kernels/broadcast.h"
#include "engine/reference/kernels/wrapping.h"
#include "engine/window.h"

namespace sciot::engine::reference {
namespace {

using graph::OpCode;

template <typename Function>
Result<std::unique_ptr<Kernel>> MakeFloat(KernelContext& context, Function function) {
  const auto& [clamp] = context.options<graph::BinaryOptions>();
  SCIOT_TRY(CheckClamp(clamp));
  return MakeBroadcast<float, float>(context, [function, limits = clamp](float left, float right) {
    return std::clamp(function(left, right), limits.min, limits.max);
  });
}

// The remainder has the sign of the divisor.
float FloorMod(float left, float right) {
  const float remainder = std::fmod(left, right);
  return remainder != 0.0F && (remainder < 0.0F) != (right < 0.0F) ? remainder + right : remainder;
}

Result<std::unique_ptr<Kernel>> CreateFloat(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(2));
  switch (context.node().op) {
    case OpCode::kAdd:
      return MakeFloat(context, [](float a, float b) { return a + b; });
    case OpCode::kSub:
      return MakeFloat(context, [](float a, float b) { return a - b; });
    case OpCode::kMul:
      return MakeFloat(context, [](float a, float b) { return a * b; });
    case OpCode::kDiv:
      return MakeFloat(context, [](float a, float b) { return a / b; });
    case OpCode::kMaximum:
      return MakeFloat(context, [](float a, float b) { return a > b ? a : b; });
    case OpCode::kMinimum:
      return MakeFloat(context, [](float a, float b) { return a < b ? a : b; });
    case OpCode::kSquaredDifference:
      return MakeFloat(context, [](float a, float b) { return (a - b) * (a - b); });
    case OpCode::kFloorDiv:
      return MakeFloat(context, [](float a, float b) { return std::floor(a / b); });
    case OpCode::kFloorMod:
      return MakeFloat(context, FloorMod);
    case OpCode::kAtan2:
      return MakeFloat(context, [](float a, float b) { return std::atan2(a, b); });
    case OpCode::kPow:
      return MakeFloat(context, [](float a, float b) { return std::pow(a, b); });
    default:
      return Error{ErrorCode::kUnsupported, "not of two floats"};
  }
}

// Clamped to the part of the interval that T can hold.
template <typename T, typename Function>
Result<std::unique_ptr<Kernel>> MakeInteger(KernelContext& context, Function function) {
  const auto& [clamp] = context.options<graph::BinaryOptions>();
  const T low = std::isinf(clamp.min) ? std::numeric_limits<T>::min() : static_cast<T>(clamp.min);
  const T high = std::isinf(clamp.max) ? std::numeric_limits<T>::max() : static_cast<T>(clamp.max);
  return MakeBroadcast<T, T>(
      context, [function, low, high](T left, T right) { return std::clamp(function(left, right), low, high); });
}

// Division by zero gives 0, and the one quotient that does not fit wraps: a model cannot stop the process.
template <typename T, typename Unsigned>
T Quotient(T left, T right) {
  if (right == 0) return 0;
  return right == -1 ? static_cast<T>(Unsigned{0} - static_cast<Unsigned>(left)) : left / right;
}

template <typename T, typename Unsigned>
T Remainder(T left, T right) {
  if (right == 0 || right == -1) return 0;
  const T remainder = left % right;
  return remainder != 0 && (remainder < 0) != (right < 0) ? remainder + right : remainder;
}

template <typename T, typename Unsigned>
T FloorQuotient(T left, T right) {
  const T quotient = Quotient<T, Unsigned>(left, right);
  const bool inexact = right != 0 && right != -1 && left % right != 0;
  return inexact && (left < 0) != (right < 0) ? quotient - 1 : quotient;
}

template <typename T, typename Unsigned>
T Power(T base, T exponent) {
  if (exponent < 0) return base == 1 ? 1 : base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0;
  Unsigned result = 1;
  for (auto factor = static_cast<Unsigned>(base); exponent > 0; exponent /= 2, factor *= factor) {
    if (exponent % 2 == 1) result *= factor;
  }
  return static_cast<T>(result);
}

// Sums and products wrap where they do not fit.
template <typename T, typename U>
Result<std::unique_ptr<Kernel>> CreateInteger(KernelContext& context) {
  const auto u = [](T value) { return static_cast<U>(value); };
  switch (context.node().op) {
    case OpCode::kAdd:
      return MakeInteger<T>(context, [u](T a, T b) { return static_cast<T>(u(a) + u(b)); });
    case OpCode::kSub:
      return MakeInteger<T>(context, [u](T a, T b) { return static_cast<T>(u(a) - u(b)); });
    case OpCode::kMul:
      return MakeInteger<T>(context, [u](T a, T b) { return static_cast<T>(u(a) * u(b)); });
    case OpCode::kDiv:
      return MakeInteger<T>(context, Quotient<T, U>);
    case OpCode::kMaximum:
      return MakeInteger<T>(context, [](T a, T b) { return std::max(a, b); });
    case OpCode::kMinimum:
      return MakeInteger<T>(context, [](T a, T b) { return std::min(a, b); });
    case OpCode::kSquaredDifference:
      return MakeInteger<T>(context, [u](T a, T b) { return static_cast<T>((u(a) - u(b)) * (u(a) - u(b))); });
    case OpCode::kFloorDiv:
      return MakeInteger<T>(context, FloorQuotient<T, U>);
    case OpCode::kFloorMod:
      return MakeInteger<T>(context, Remainder<T, U>);
    case OpCode::kPow:
      return MakeInteger<T>(context, Power<T, U>);
    default:
      return Error{ErrorCode::kUnsupported, "not of two integers"};
  }
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateBinary(KernelContext& context) {
  switch (context.input_type(0)) {
    case DataType::kFloat32:
      return CreateFloat(context);
    case DataType::kInt32:
      return CreateInteger<int32_t, uint32_t>(context);
    case DataType::kInt64:
      return CreateInteger<int64_t, uint64_t>(context);
    default:
      return context.RequireFloat32(2).error();
  }
}

namespace {

template <typename T>
Result<std::unique_ptr<Kernel>> MakeAddN(KernelContext& context) {
  std::vector<const T*> inputs;
  for (size_t i = 0; i < context.input_count(); ++i) inputs.push_back(context.input<T>(i).data());
  return MakeKernel([inputs = std::move(inputs), output = context.output<T>()] {
    for (size_t i = 0; i < output.size(); ++i) {
      T sum{0};
      for (const T* input : inputs) sum = WrappingSum<T>(sum, input[i]);
      output[i] = sum;
    }
  });
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateAddN(KernelContext& context) {
  switch (context.input_type(0)) {
    case DataType::kFloat32:
      return MakeAddN<float>(context);
    case DataType::kInt32:
      return MakeAddN<int32_t>(context);
    default:
      return MakeAddN<int64_t>(context);
  }
}

// Slopes broadcast against the input.
Result<std::unique_ptr<Kernel>> CreatePrelu(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(2));
  return MakeBroadcast<float, float>(context, [](float x, float slope) { return x < 0.0F ? x * slope : x; });
}

}  // namespace sciot::engine::reference
