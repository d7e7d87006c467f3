#include "engine/reference/pad.h"

#include <algorithm>

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"

namespace sciot::engine::reference {
namespace {

Dims PaddingBefore(const KernelContext& context) {
  const auto& before = context.options<graph::PadOptions>().before;
  assert(before.size() == context.input_shape(0).size());
  Dims dims{};
  std::copy(before.rbegin(), before.rend(), dims.rbegin());
  return dims;
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreatePad(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(1));
  SCIOT_TRY(CheckRank(context.input_shape(0)));
  return MakeKernel([input = context.input<float>(0), dims = ToDims(context.input_shape(0)),
                     before = PaddingBefore(context), padded = ToDims(context.output_shape()),
                     output = context.output<float>()] { Pad(input.data(), dims, before, padded, output.data()); });
}

}  // namespace sciot::engine::reference
