#include "engine/reference/softmax.h"

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"

namespace sciot::engine::reference {

Result<std::unique_ptr<Kernel>> CreateSoftmax(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(1));
  const Shape& shape = context.input_shape(0);
  const size_t channels = shape.empty() ? 1 : static_cast<size_t>(shape.back());
  const float beta = context.options<graph::SoftmaxOptions>().beta;
  return MakeKernel([input = context.input<float>(0), channels, beta, output = context.output<float>()] {
    Softmax(input, channels, beta, output.data());
  });
}

}  // namespace sciot::engine::reference
