// CAST, DEQUANTIZE and QUANTIZE.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/float16.h"
#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"
#include "graph/quantization.h"

namespace sciot::engine::reference {
namespace {

// As C does where the value fits; the nearest value that does elsewhere, 0 for not-a-number.
template <typename From, typename To>
To Convert(From value) {
  if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    if (std::isnan(value)) return To{0};
    constexpr auto kLow = static_cast<From>(std::numeric_limits<To>::min());
    constexpr auto kHigh = static_cast<From>(std::numeric_limits<To>::max());
    if (value <= kLow) return std::numeric_limits<To>::min();
    if (value >= kHigh) return std::numeric_limits<To>::max();
  }
  return static_cast<To>(value);
}

template <typename From, typename To>
Result<std::unique_ptr<Kernel>> MakeCast(KernelContext& context) {
  return MakeKernel([input = context.input<From>(0).data(), output = context.output<To>()] {
    for (size_t i = 0; i < output.size(); ++i) output[i] = Convert<From, To>(input[i]);
  });
}

template <typename From>
Result<std::unique_ptr<Kernel>> MakeTest(KernelContext& context) {
  return MakeKernel([input = context.input<From>(0).data(), output = context.output<uint8_t>()] {
    for (size_t i = 0; i < output.size(); ++i) output[i] = input[i] != From{0} ? 1 : 0;
  });
}

template <typename From>
Result<std::unique_ptr<Kernel>> CreateCastFrom(KernelContext& context) {
  switch (context.output_spec().type) {
    case DataType::kFloat32:
      return MakeCast<From, float>(context);
    case DataType::kInt8:
      return MakeCast<From, int8_t>(context);
    case DataType::kUint8:
      return MakeCast<From, uint8_t>(context);
    case DataType::kInt16:
      return MakeCast<From, int16_t>(context);
    case DataType::kInt32:
      return MakeCast<From, int32_t>(context);
    case DataType::kInt64:
      return MakeCast<From, int64_t>(context);
    case DataType::kBool:
      return MakeTest<From>(context);
    default:
      return Error{ErrorCode::kUnsupported, "a cast to FP16"};
  }
}

struct Affine {
  float scale = 1.0F;
  float zero = 0.0F;
};

Affine AffineOf(const graph::Tensor& tensor) {
  if (tensor.quantization.scales.empty()) return {};
  return {graph::ScaleOf(tensor), static_cast<float>(graph::ZeroPointOf(tensor))};
}

template <typename From>
Result<std::unique_ptr<Kernel>> MakeDequantize(KernelContext& context) {
  return MakeKernel([affine = AffineOf(context.input_tensor(0)), input = context.input<From>(0).data(),
                     output = context.output<float>()] {
    for (size_t i = 0; i < output.size(); ++i) output[i] = affine.scale * (static_cast<float>(input[i]) - affine.zero);
  });
}

template <typename From, typename To>
Result<std::unique_ptr<Kernel>> MakeQuantize(KernelContext& context) {
  return MakeKernel([from = AffineOf(context.input_tensor(0)), to = AffineOf(context.output_tensor()),
                     input = context.input<From>(0).data(), output = context.output<To>()] {
    for (size_t i = 0; i < output.size(); ++i) {
      const float real = from.scale * (static_cast<float>(input[i]) - from.zero);
      output[i] = Convert<float, To>(std::round(real / to.scale) + to.zero);
    }
  });
}

template <typename From>
Result<std::unique_ptr<Kernel>> CreateQuantizeFrom(KernelContext& context) {
  return context.output_spec().type == DataType::kInt8 ? MakeQuantize<From, int8_t>(context)
                                                       : MakeQuantize<From, uint8_t>(context);
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateCast(KernelContext& context) {
  switch (context.input_type(0)) {
    case DataType::kFloat32:
      return CreateCastFrom<float>(context);
    case DataType::kInt8:
      return CreateCastFrom<int8_t>(context);
    case DataType::kUint8:
    case DataType::kBool:
      return CreateCastFrom<uint8_t>(context);
    case DataType::kInt16:
      return CreateCastFrom<int16_t>(context);
    case DataType::kInt32:
      return CreateCastFrom<int32_t>(context);
    case DataType::kInt64:
      return CreateCastFrom<int64_t>(context);
    default:
      return Error{ErrorCode::kUnsupported, "a cast from FP16"};
  }
}

Result<std::unique_ptr<Kernel>> CreateDequantize(KernelContext& context) {
  switch (context.input_type(0)) {
    case DataType::kInt8:
      return MakeDequantize<int8_t>(context);
    case DataType::kUint8:
      return MakeDequantize<uint8_t>(context);
    default:
      return MakeKernel(
          [input = context.input<std::byte>(0), output = context.output<float>()] { HalvesToFloats(input, output); });
  }
}

// Nearest, halves away from zero.
Result<std::unique_ptr<Kernel>> CreateQuantize(KernelContext& context) {
  switch (context.input_type(0)) {
    case DataType::kFloat32:
      return CreateQuantizeFrom<float>(context);
    case DataType::kInt8:
      return CreateQuantizeFrom<int8_t>(context);
    default:
      return CreateQuantizeFrom<uint8_t>(context);
  }
}

}  // namespace sciot::engine::reference
