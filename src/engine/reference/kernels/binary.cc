#include "engine/reference/binary.h"

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"
#include "engine/window.h"

namespace sciot::engine::reference {
namespace {

Operand OperandOf(KernelContext& context, size_t input) {
  return {context.input<float>(input).data(), ToDims(context.input_shape(input))};
}

Result<std::unique_ptr<Kernel>> CreateBinary(KernelContext& context, decltype(Add)* function) {
  SCIOT_TRY(context.RequireFloat32(2));
  SCIOT_TRY(CheckRank(context.output_shape()));
  const auto& [clamp] = context.options<graph::BinaryOptions>();
  SCIOT_TRY(CheckClamp(clamp));
  return MakeKernel([function, left = OperandOf(context, 0), right = OperandOf(context, 1), limits = clamp,
                     dims = ToDims(context.output_shape()),
                     output = context.output<float>()] { function(left, right, limits, dims, output.data()); });
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateAdd(KernelContext& context) {
  return CreateBinary(context, Add);
}

Result<std::unique_ptr<Kernel>> CreateSub(KernelContext& context) {
  return CreateBinary(context, Sub);
}

Result<std::unique_ptr<Kernel>> CreateMul(KernelContext& context) {
  return CreateBinary(context, Mul);
}

}  // namespace sciot::engine::reference
