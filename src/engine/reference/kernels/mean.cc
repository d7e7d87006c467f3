#include "engine/reference/mean.h"

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"

namespace sciot::engine::reference {
namespace {

// The input's dimensions with 1 along the averaged axes.
Dims KeptDims(const KernelContext& context) {
  Shape shape = context.input_shape(0);
  for (uint32_t axis : context.options<graph::ReduceOptions>().axes) {
    assert(axis < shape.size());
    shape[axis] = 1;
  }
  return ToDims(shape);
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateMean(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(1));
  SCIOT_TRY(CheckRank(context.input_shape(0)));
  return MakeKernel([input = context.input<float>(0), dims = ToDims(context.input_shape(0)), kept = KeptDims(context),
                     output = context.output<float>()] { Mean(input, dims, kept, output); });
}

}  // namespace sciot::engine::reference
