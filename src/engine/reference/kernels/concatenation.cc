#include "engine/reference/concatenation.h"

#include <vector>

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"

namespace sciot::engine::reference {
namespace {

// Bytes are joined as they are: inputs must not need another scale.
Status CheckInput(const KernelContext& context, size_t i) {
  const graph::Quantization& from = context.input_tensor(i).quantization;
  const graph::Quantization& to = context.output_tensor().quantization;
  if (from.scales == to.scales && from.zero_points == to.zero_points) return {};
  return Error{ErrorCode::kUnsupported, "input " + std::to_string(i) + " has another scale than the output"};
}

size_t RowCount(const KernelContext& context) {
  const Shape& shape = context.output_shape();
  const uint32_t axis = context.options<graph::ConcatenationOptions>().axis;
  assert(axis < shape.size());
  return ElementCount(ToDims(std::span(shape).first(axis)));
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateConcatenation(KernelContext& context) {
  SCIOT_TRY(CheckRank(context.output_shape()));
  const size_t rows = RowCount(context);
  std::vector<Piece> pieces;
  for (size_t i = 0; i < context.input_count(); ++i) {
    SCIOT_TRY(CheckInput(context, i));
    const auto input = context.input<std::byte>(i);
    pieces.push_back({input.data(), input.size() / rows});
  }
  return MakeKernel([pieces = std::move(pieces), rows, output = context.output<std::byte>()] {
    Concatenate(pieces, rows, output.data());
  });
}

}  // namespace sciot::engine::reference
