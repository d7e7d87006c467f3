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

Result<std::shared_ptr<const Prototype>> Pack(const KernelContext& context, const Prototype::SetUpOperator& set_up) {
  SCIOT_ASSIGN(const float* filter, context.ConstantFloats(kFilter));
  const float* bias = nullptr;
  if (context.has_input(kBias)) {
    SCIOT_ASSIGN(bias, context.ConstantFloats(kBias));
  }
  const auto create = [&](xnn_operator_t* created) {
    const graph::Clamp& clamp = context.options<graph::FullyConnectedOptions>().clamp;
    const size_t outputs = Size(context.input_shape(kFilter)[0]);
    const size_t inputs = Size(context.input_shape(kFilter)[1]);
    return xnn_create_fully_connected_nc_f32(inputs, outputs, inputs, outputs, filter, bias, clamp.min, clamp.max, 0,
                                             created);
  };
  return Prototype::Create(create, set_up);
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateFullyConnected(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(kInputCount));
  SCIOT_TRY(CheckShapes(context));
  SCIOT_TRY(CheckClamp(context.options<graph::FullyConnectedOptions>().clamp));
  const std::span<const float> input = context.input<float>(kRows);
  float* const output = context.output<float>().data();
  const size_t rows = input.size() / Size(context.input_shape(kFilter)[1]);
  return CreateFromPrototype(
      context, [&](const Prototype::SetUpOperator& set_up) { return Pack(context, set_up); },
      [&](xnn_operator_t op) {
        return xnn_setup_fully_connected_nc_f32(op, rows, input.data(), output, context.backend().thread_pool());
      });
}

}  // namespace sciot::engine::xnnpack
