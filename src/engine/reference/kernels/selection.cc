// ONE_HOT, TOPK_V2, CUMSUM and ZEROS_LIKE.
#include <algorithm>
#include <cstring>
#include <numeric>
#include <vector>

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"
#include "engine/reference/kernels/wrapping.h"
#include "graph/quantization.h"

namespace sciot::engine::reference {
namespace {

// Elements of any type; an index outside the depth points nowhere.
template <typename Index>
Result<std::unique_ptr<Kernel>> MakeOneHot(KernelContext& context) {
  const uint32_t axis = context.options<graph::OneHotOptions>().axis;
  const std::span<const int32_t> shape(context.output_shape());
  const size_t inner = ElementCount(ToDims(shape.subspan(axis + size_t{1})));
  return MakeKernel([inner, depth = static_cast<size_t>(shape[axis]), size = ByteSize(context.output_spec().type),
                     indices = context.input<Index>(0), on = context.input<std::byte>(2).data(),
                     off = context.input<std::byte>(3).data(), output = context.output<std::byte>().data()] {
    for (size_t i = 0; i < indices.size() * depth; ++i) {
      const size_t place = i / inner % depth;
      const Index index = indices[i / (inner * depth) * inner + i % inner];
      std::memcpy(output + i * size, static_cast<Index>(place) == index ? on : off, size);
    }
  });
}

// The larger first; of equals the one that stands first.
template <typename T>
Result<std::unique_ptr<Kernel>> MakeTopK(KernelContext& context) {
  const auto row = static_cast<size_t>(context.input_shape(0).back());
  const auto k = static_cast<size_t>(context.output_shape().back());
  return MakeKernel([order = std::vector<int32_t>(row), k, input = context.input<T>(0), output = context.output<T>(),
                     places = context.output<int32_t>(1)]() mutable {
    for (size_t first = 0, to = 0; first < input.size(); first += order.size(), to += k) {
      const T* values = &input[first];
      std::iota(order.begin(), order.end(), 0);
      std::partial_sort(
          order.begin(), order.begin() + static_cast<ptrdiff_t>(k), order.end(),
          [values](int32_t a, int32_t b) { return values[a] > values[b] || (values[a] == values[b] && a < b); });
      for (size_t i = 0; i < k; ++i) {
        output[to + i] = values[order[i]];
        places[to + i] = order[i];
      }
    }
  });
}

template <typename T>
Result<std::unique_ptr<Kernel>> MakeCumsum(KernelContext& context) {
  const auto [axis, exclusive, reverse] = context.options<graph::CumsumOptions>();
  const std::span<const int32_t> shape(context.input_shape(0));
  const size_t inner = ElementCount(ToDims(shape.subspan(axis + size_t{1})));
  return MakeKernel([inner, exclusive = exclusive, reverse = reverse, count = static_cast<size_t>(shape[axis]),
                     input = context.input<T>(0), output = context.output<T>()] {
    for (size_t line = 0; line < input.size() / count; ++line) {
      const size_t first = line / inner * inner * count + line % inner;
      T sum{0};
      for (size_t k = 0; k < count; ++k) {
        const size_t i = first + (reverse ? count - 1 - k : k) * inner;
        const T next = WrappingSum<T>(sum, input[i]);
        output[i] = exclusive ? sum : next;
        sum = next;
      }
    }
  });
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateOneHot(KernelContext& context) {
  SCIOT_TRY(CheckRank(context.output_shape()));
  return context.input_type(0) == DataType::kInt64 ? MakeOneHot<int64_t>(context) : MakeOneHot<int32_t>(context);
}

// Quantised values are in the order of the real ones.
Result<std::unique_ptr<Kernel>> CreateTopKV2(KernelContext& context) {
  switch (context.input_type(0)) {
    case DataType::kFloat32:
      return MakeTopK<float>(context);
    case DataType::kInt32:
      return MakeTopK<int32_t>(context);
    case DataType::kInt64:
      return MakeTopK<int64_t>(context);
    case DataType::kInt8:
      return MakeTopK<int8_t>(context);
    default:
      return MakeTopK<uint8_t>(context);
  }
}

Result<std::unique_ptr<Kernel>> CreateCumsum(KernelContext& context) {
  SCIOT_TRY(CheckRank(context.input_shape(0)));
  switch (context.input_type(0)) {
    case DataType::kFloat32:
      return MakeCumsum<float>(context);
    case DataType::kInt32:
      return MakeCumsum<int32_t>(context);
    default:
      return MakeCumsum<int64_t>(context);
  }
}

Result<std::unique_ptr<Kernel>> CreateZerosLike(KernelContext& context) {
  const graph::Tensor& tensor = context.output_tensor();
  const bool scaled = !tensor.quantization.scales.empty();
  const auto zero = scaled ? static_cast<std::byte>(graph::ZeroPointOf(tensor) & 0xFF) : std::byte{0};
  return MakeKernel([zero, output = context.output<std::byte>()] { std::fill(output.begin(), output.end(), zero); });
}

}  // namespace sciot::engine::reference
