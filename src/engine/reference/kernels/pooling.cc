#include "engine/reference/pooling.h"

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"
#include "engine/window.h"

namespace sciot::engine::reference {
namespace {

PoolSizes Sizes(const Shape& input, const Shape& output) {
  const Dims in = ToDims(input);
  const Dims out = ToDims(output);
  return {in[kMaxRank - 4], in[kMaxRank - 1], in[kMaxRank - 3], in[kMaxRank - 2], out[kMaxRank - 3], out[kMaxRank - 2]};
}

Result<std::unique_ptr<Kernel>> CreatePool(KernelContext& context, decltype(MaxPool2D)* function) {
  const auto& options = context.options<graph::PoolOptions>();
  const Shape& image = context.input_shape(0);
  SCIOT_TRY(context.RequireFloat32(1));
  SCIOT_TRY(CheckClamp(options.clamp));
  SCIOT_TRY(CheckPoolWindow(options.window, image, context.output_shape()));
  return MakeKernel([function, input = context.input<float>(0), options, sizes = Sizes(image, context.output_shape()),
                     output = context.output<float>()] { function(input.data(), options, sizes, output.data()); });
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateAveragePool2D(KernelContext& context) {
  return CreatePool(context, AveragePool2D);
}

Result<std::unique_ptr<Kernel>> CreateMaxPool2D(KernelContext& context) {
  return CreatePool(context, MaxPool2D);
}

Result<std::unique_ptr<Kernel>> CreateL2Pool2D(KernelContext& context) {
  return CreatePool(context, L2Pool2D);
}

}  // namespace sciot::engine::reference
