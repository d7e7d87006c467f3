#include "model/operators/operator_table.h"

namespace sciot::model {
namespace {

// The output's shape if all inputs agree outside `axis`.
Result<Shape> JoinedShape(const OperatorSource& source, const graph::Node& node, uint32_t axis) {
  Shape joined = Input(source, node, 0).spec.shape;
  for (size_t i = 1; i < node.inputs.size(); ++i) {
    const Shape& shape = Input(source, node, i).spec.shape;
    if (shape.size() != joined.size()) return InvalidModel("input " + std::to_string(i) + " has another rank");
    for (size_t d = 0; d < shape.size(); ++d) {
      if (d == axis && __builtin_add_overflow(joined[d], shape[d], &joined[d])) {
        return InvalidModel("the joined dimension overflows");
      }
      if (d != axis && shape[d] != joined[d]) {
        return InvalidModel("input " + std::to_string(i) + " has shape " + ToString(shape) + ", which does not fit");
      }
    }
  }
  return joined;
}

// Values of another scale are converted, so both sides need one then.
Status CheckTypes(const OperatorSource& source, const graph::Node& node) {
  const graph::Tensor& output = Output(source, node, 0);
  for (size_t i = 0; i < node.inputs.size(); ++i) {
    const graph::Tensor& input = Input(source, node, i);
    SCIOT_TRY(CheckSameType(input, output));
    if (IsQuantized(input) == IsQuantized(output)) continue;
    SCIOT_TRY(CheckScaled(input, "input"));
    SCIOT_TRY(CheckScaled(output, "output"));
  }
  return {};
}

}  // namespace

Status LoadConcatenation(const OperatorSource& source, graph::Node& node) {
  const size_t inputs = std::max<size_t>(node.inputs.size(), 1);
  SCIOT_TRY(CheckArity(node, inputs, inputs, 1));
  SCIOT_TRY(CheckTypes(source, node));
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_ConcatenationOptions()));
  if (options->fused_activation_function() != tflite::ActivationFunctionType::NONE) {
    return UnsupportedModel("a fused activation");
  }
  SCIOT_ASSIGN(const uint32_t axis, NormalizeAxis(options->axis(), Input(source, node, 0).spec.shape.size()));
  SCIOT_ASSIGN(const Shape shape, JoinedShape(source, node, axis));
  SCIOT_TRY(CheckShape(Output(source, node, 0), shape, "output"));
  node.options = graph::ConcatenationOptions{axis};
  return {};
}

}  // namespace sciot::model
