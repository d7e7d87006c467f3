// MEAN, SUM, REDUCE_MAX, REDUCE_MIN, REDUCE_PROD, REDUCE_ANY, REDUCE_ALL; ARG_MAX and ARG_MIN.
#include <algorithm>
#include <limits>

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"
#include "engine/reference/kernels/wrapping.h"

namespace sciot::engine::reference {
namespace {

using graph::OpCode;

// The input's dimensions with 1 along the reduced axes.
Dims KeptDims(const KernelContext& context) {
  Shape shape = context.input_shape(0);
  for (uint32_t axis : context.options<graph::ReduceOptions>().axes) {
    assert(axis < shape.size());
    shape[axis] = 1;
  }
  return ToDims(shape);
}

// Folds the input into the output, which starts as `initial`; `finish` changes each result.
template <typename T, typename Fold, typename Finish>
Result<std::unique_ptr<Kernel>> MakeReduce(KernelContext& context, T initial, Fold fold, Finish finish) {
  return MakeKernel([=, input = context.input<T>(0).data(), dims = ToDims(context.input_shape(0)),
                     strides = BroadcastStrides(KeptDims(context)), output = context.output<T>()] {
    std::fill(output.begin(), output.end(), initial);
    RowWalk<2> walk(dims, {Strides(dims), strides});
    do {
      const T* values = input + walk.offset(0);
      T* results = output.data() + walk.offset(1);
      for (size_t i = 0; i < dims.back(); ++i) {
        T& result = results[i * strides.back()];
        result = fold(result, values[i]);
      }
    } while (walk.Next());
    for (T& result : output) result = finish(result);
  });
}

template <typename T>
Result<std::unique_ptr<Kernel>> CreateReduceOf(KernelContext& context) {
  using Limits = std::numeric_limits<T>;
  const auto keep = [](T value) { return value; };
  switch (context.node().op) {
    case OpCode::kMean: {
      const size_t folded = context.input_spec(0).element_count() / context.output_spec().element_count();
      return MakeReduce<T>(context, T{0}, WrappingSum<T>, [count = static_cast<T>(folded)](T v) { return v / count; });
    }
    case OpCode::kSum:
      return MakeReduce<T>(context, T{0}, WrappingSum<T>, keep);
    case OpCode::kReduceProd:
      return MakeReduce<T>(context, T{1}, WrappingProduct<T>, keep);
    case OpCode::kReduceMax:
      return MakeReduce<T>(
          context, Limits::has_infinity ? -Limits::infinity() : Limits::min(), [](T a, T b) { return std::max(a, b); },
          keep);
    case OpCode::kReduceMin:
      return MakeReduce<T>(
          context, Limits::has_infinity ? Limits::infinity() : Limits::max(), [](T a, T b) { return std::min(a, b); },
          keep);
    default:
      return Error{ErrorCode::kUnsupported, "no reduction"};
  }
}

Result<std::unique_ptr<Kernel>> CreateReduceOfBools(KernelContext& context) {
  const auto keep = [](uint8_t value) { return value; };
  if (context.node().op == OpCode::kReduceAny) {
    return MakeReduce<uint8_t>(
        context, 0, [](uint8_t a, uint8_t b) { return static_cast<uint8_t>(a != 0 || b != 0); }, keep);
  }
  return MakeReduce<uint8_t>(
      context, 1, [](uint8_t a, uint8_t b) { return static_cast<uint8_t>(a != 0 && b != 0); }, keep);
}

// The first of the largest, or smallest, along the axis.
template <typename T, typename Index>
Result<std::unique_ptr<Kernel>> MakeArgMinMax(KernelContext& context) {
  const bool largest = context.node().op == OpCode::kArgMax;
  const std::span<const int32_t> shape(context.input_shape(0));
  const uint32_t axis = context.options<graph::ReduceOptions>().axes[0];
  const size_t inner = ElementCount(ToDims(shape.subspan(axis + size_t{1})));
  return MakeKernel([largest, inner, count = static_cast<size_t>(shape[axis]), input = context.input<T>(0).data(),
                     output = context.output<Index>()] {
    for (size_t i = 0; i < output.size(); ++i) {
      const T* first = input + i / inner * inner * count + i % inner;
      size_t best = 0;
      for (size_t k = 1; k < count; ++k) {
        const T value = first[k * inner];
        if (largest ? value > first[best * inner] : value < first[best * inner]) best = k;
      }
      output[i] = static_cast<Index>(best);
    }
  });
}

template <typename T>
Result<std::unique_ptr<Kernel>> CreateArgMinMaxOf(KernelContext& context) {
  return context.output_spec().type == DataType::kInt64 ? MakeArgMinMax<T, int64_t>(context)
                                                        : MakeArgMinMax<T, int32_t>(context);
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateReduce(KernelContext& context) {
  SCIOT_TRY(CheckRank(context.input_shape(0)));
  switch (context.input_type(0)) {
    case DataType::kFloat32:
      SCIOT_TRY(context.RequireFloat32(1));
      return CreateReduceOf<float>(context);
    case DataType::kInt32:
      return CreateReduceOf<int32_t>(context);
    case DataType::kInt64:
      return CreateReduceOf<int64_t>(context);
    case DataType::kBool:
      return CreateReduceOfBools(context);
    default:
      return context.RequireFloat32(1).error();
  }
}

// Quantised values are in the order of the real ones.
Result<std::unique_ptr<Kernel>> CreateArgMinMax(KernelContext& context) {
  SCIOT_TRY(CheckRank(context.input_shape(0)));
  switch (context.input_type(0)) {
    case DataType::kFloat32:
      return CreateArgMinMaxOf<float>(context);
    case DataType::kInt32:
      return CreateArgMinMaxOf<int32_t>(context);
    case DataType::kInt64:
      return CreateArgMinMaxOf<int64_t>(context);
    case DataType::kInt8:
      return CreateArgMinMaxOf<int8_t>(context);
    default:
      return CreateArgMinMaxOf<uint8_t>(context);
  }
}

}  // namespace sciot::engine::reference
