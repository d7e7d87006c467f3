// FULLY_CONNECTED with constant weights, which are packed when the kernel is created.
#include "engine/kernel_table.h"
#include "engine/window.h"
#include "engine/xnnpack/operator.h"
#include "engine/xnnpack/prototype.h"

namespace sciot::engine::xnnpack {
namespace {

enum Input : size_t { kRows, kFilter, kBias, kInputCount };

// Filter [outputs, inputs]; the input's elements are rows of `inputs`, whatever its rank.
Status CheckShapes(const KernelContext& context) {
  const Shape& filter = context.input_shape(kFilter);
  const size_t inputs = context.input_spec(kRows).element_count();
  if (filter.size() == 2 && inputs % Size(filter[1]) == 0 &&
      inputs / Size(filter[1]) * Size(filter[0]) == context.output_spec().element_count()) {
    return {};
  }
  return Error{ErrorCode::kInvalidArgument, "filter " + ToString(filter) + " does not fit from " +
                                                ToString(context.input_shape(kRows)) + " to " +
                                                ToString(context.output_shape())};
}

Result<SharedWeights::Packed> Pack(const KernelContext& context) {
  SCIOT_ASSIGN(const float* filter, context.ConstantFloats(kFilter));
  const float* bias = nullptr;
  if (context.has_input(kBias)) {
    SCIOT_ASSIGN(bias, context.ConstantFloats(kBias));
  }
  return Prototype::Create([&](xnn_operator_t* created) {
    const graph::Clamp& clamp = context.options<graph::FullyConnectedOptions>().clamp;
    const size_t outputs = Size(context.input_shape(kFilter)[0]);
    const size_t inputs = Size(context.input_shape(kFilter)[1]);
    return xnn_create_fully_connected_nc_f32(inputs, outputs, inputs, outputs, filter, bias, clamp.min, clamp.max, 0,
                                             created);
  });
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateFullyConnected(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(kInputCount));
  SCIOT_TRY(CheckShapes(context));
  SCIOT_TRY(CheckClamp(context.options<graph::FullyConnectedOptions>().clamp));
  SCIOT_ASSIGN(const SharedWeights::Packed weights, context.PackedWeights([&] { return Pack(context); }));
  SCIOT_ASSIGN(Operator op, weights->Copy());
  const std::span<const float> input = context.input<float>(kRows);
  const size_t rows = input.size() / Size(context.input_shape(kFilter)[1]);
  const xnn_status set_up = xnn_setup_fully_connected_nc_f32(
      op.get(), rows, input.data(), context.output<float>().data(), context.backend().thread_pool());
  return MakeKernel(std::move(op), set_up, context);
}

}  // namespace sciot::engine::xnnpack
