#include "model/operators/operator_table.h"
#include "model/operators/weights.h"

namespace sciot::model {
namespace {

// The filter is [outputs, inputs]; the input's elements are rows of `inputs`, whatever its rank.
Status CheckFilter(const graph::Tensor& input, const graph::Tensor& filter) {
  const Shape& shape = filter.spec.shape;
  if (shape.size() == 2 && Elements(input) % static_cast<uint64_t>(shape[1]) == 0) return {};
  return InvalidModel("filter of shape " + ToString(shape) + " does not fit an input of shape " +
                      ToString(input.spec.shape));
}

Status CheckOutput(const graph::Tensor& output, uint64_t rows, int32_t columns) {
  const Shape& shape = output.spec.shape;
  if (!shape.empty() && shape.back() == columns && Elements(output) == rows * static_cast<uint64_t>(columns)) return {};
  return InvalidModel("output has shape " + ToString(shape) + ", expected " + std::to_string(rows) + " rows of " +
                      std::to_string(columns));
}

}  // namespace

Status LoadFullyConnected(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 3, 1));
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_FullyConnectedOptions()));
  if (options->weights_format() != tflite::FullyConnectedOptionsWeightsFormat::DEFAULT) {
    return UnsupportedModel("shuffled weights");
  }
  SCIOT_ASSIGN(const graph::Clamp clamp, ReadActivation(options->fused_activation_function()));
  const graph::Tensor& input = Input(source, node, 0);
  const graph::Tensor& filter = Input(source, node, 1);
  SCIOT_TRY(CheckFilter(input, filter));
  SCIOT_TRY(CheckWeights(source, node, 0, 0, filter.spec.shape[0]));
  SCIOT_TRY(CheckBias(source, node, 2, filter.spec.shape[0]));
  const uint64_t rows = Elements(input) / static_cast<uint64_t>(filter.spec.shape[1]);
  SCIOT_TRY(CheckOutput(Output(source, node, 0), rows, filter.spec.shape[0]));
  node.options = graph::FullyConnectedOptions{clamp, options->asymmetric_quantize_inputs()};
  node.macs = rows * Elements(filter);
  return {};
}

}  // namespace sciot::model
