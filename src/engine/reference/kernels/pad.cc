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

// Bytes of the input that stand together in the output.
struct Run {
  size_t output;
  size_t input;
  size_t bytes;
};

// In the order of the output; runs that touch on both sides are one.
std::vector<Run> FindRuns(KernelContext& context, size_t element_bytes) {
  const Dims dims = reference::ToDims(context.input_shape(0));
  const Dims strides = Strides(reference::ToDims(context.output_shape()));
  const Dims before = ToDims(context.options<graph::PadOptions>().before);
  const size_t start = std::inner_product(before.begin(), before.end(), strides.begin(), size_t{0});
  std::vector<Run> runs;
  RowWalk<2> walk(dims, {Strides(dims), strides});
  do {
    const Run row{(start + walk.offset(1)) * element_bytes, walk.offset(0) * element_bytes,
                  dims.back() * element_bytes};
    if (!runs.empty() && runs.back().output + runs.back().bytes == row.output) {
      runs.back().bytes += row.bytes;
    } else {
      runs.push_back(row);
    }
  } while (walk.Next());
  return runs;
}

void Fill(std::span<std::byte> place, const std::vector<std::byte>& element) {
  const bool alike = std::all_of(element.begin(), element.end(), [&](std::byte b) { return b == element[0]; });
  if (alike) {
    std::fill(place.begin(), place.end(), element[0]);
    return;
  }
  for (size_t i = 0; i < place.size(); i += element.size()) std::memcpy(&place[i], element.data(), element.size());
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreatePad(KernelContext& context) {
  SCIOT_TRY(CheckRank(context.input_shape(0)));
  std::vector<std::byte> element = PaddingElement(context);
  std::vector<Run> runs = FindRuns(context, element.size());
  return MakeKernel([runs = std::move(runs), element = std::move(element), input = context.input<std::byte>(0),
                     output = context.output<std::byte>()] {
    size_t end = 0;
    for (const Run& run : runs) {
      Fill(output.subspan(end, run.output - end), element);
      std::memcpy(&output[run.output], &input[run.input], run.bytes);
      end = run.output + run.bytes;
    }
    Fill(output.subspan(end), element);
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
