// PAD, PADV2 and MIRROR_PAD of any type.
#include <algorithm>
#include <cstring>
#include <numeric>
#include <vector>

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"
#include "graph/quantization.h"

namespace sciot::engine::reference {
namespace {

Dims ToDims(const std::vector<uint32_t>& before) {
  Dims dims{};
  std::copy(before.rbegin(), before.rend(), dims.rbegin());
  return dims;
}

// The bytes of one padding element: PADV2's third input, else what stands for zero.
std::vector<std::byte> PaddingElement(KernelContext& context) {
  if (context.has_input(2)) {
    const ByteView value = context.input<std::byte>(2);
    return {value.begin(), value.end()};
  }
  std::vector<std::byte> element(ByteSize(context.input_type(0)));
  const graph::Tensor& output = context.output_tensor();
  if (!output.quantization.scales.empty()) element[0] = static_cast<std::byte>(graph::ZeroPointOf(output) & 0xFF);
  return element;
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreatePad(KernelContext& context) {
  SCIOT_TRY(CheckRank(context.input_shape(0)));
  const Dims dims = reference::ToDims(context.input_shape(0));
  const Dims strides = Strides(reference::ToDims(context.output_shape()));
  const Dims before = ToDims(context.options<graph::PadOptions>().before);
  const size_t start = std::inner_product(before.begin(), before.end(), strides.begin(), size_t{0});
  return MakeKernel([dims, strides, start, element = PaddingElement(context), input = context.input<std::byte>(0),
                     output = context.output<std::byte>()] {
    const size_t size = element.size();
    for (size_t i = 0; i < output.size(); i += size) std::memcpy(&output[i], element.data(), size);
    RowWalk<2> walk(dims, {Strides(dims), strides});
    do {
      std::memcpy(&output[(start + walk.offset(1)) * size], &input[walk.offset(0) * size], dims.back() * size);
    } while (walk.Next());
  });
}

Result<std::unique_ptr<Kernel>> CreateMirrorPad(KernelContext& context) {
  SCIOT_TRY(CheckRank(context.input_shape(0)));
  const auto& [before, symmetric] = context.options<graph::MirrorPadOptions>();
  const Dims dims = reference::ToDims(context.input_shape(0));
  const Dims padded = reference::ToDims(context.output_shape());
  const Dims first = ToDims(before);
  // For each dimension, which element of the input stands at each place of the output.
  std::array<std::vector<size_t>, kMaxRank> sources;
  for (size_t axis = 0; axis < kMaxRank; ++axis) {
    const size_t last = dims[axis] - 1;
    for (size_t i = 0; i < padded[axis]; ++i) {
      const size_t skip = symmetric ? 1 : 0;
      const bool low = i < first[axis];
      const size_t inside = low ? first[axis] - i - skip : i - first[axis];
      sources[axis].push_back((inside > last ? 2 * last + skip - inside : inside) * Strides(dims)[axis]);
    }
  }
  return MakeKernel([sources, padded, size = ByteSize(context.input_type(0)), input = context.input<std::byte>(0),
                     output = context.output<std::byte>()] {
    Dims index{};
    for (size_t place = 0; place < output.size(); place += size) {
      size_t from = 0;
      for (size_t axis = 0; axis < kMaxRank; ++axis) from += sources[axis][index[axis]];
      std::memcpy(&output[place], &input[from * size], size);
      for (size_t axis = kMaxRank; axis-- > 0;) {
        if (++index[axis] < padded[axis]) break;
        index[axis] = 0;
      }
    }
  });
}

}  // namespace sciot::engine::reference
