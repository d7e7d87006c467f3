#include <cmath>

#include "model/operators/operator_table.h"

namespace sciot::model {
namespace {

// One float32 input and an output of the same shape.
Status CheckElementwise(const OperatorSource& source, const graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 1, 1, 1));
  SCIOT_TRY(CheckFloat32(source, node));
  return CheckShape(Output(source, node, 0), Input(source, node, 0).spec.shape, "output");
}

}  // namespace

Status LoadLogistic(const OperatorSource& source, graph::Node& node) {
  return CheckElementwise(source, node);
}

Status LoadRelu(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckElementwise(source, node));
  const auto activation =
      node.op == graph::OpCode::kRelu ? tflite::ActivationFunctionType::RELU : tflite::ActivationFunctionType::RELU6;
  SCIOT_ASSIGN(const graph::Clamp clamp, ReadActivation(activation));
  node.options = graph::ActivationOptions{clamp};
  return {};
}

// Over the last dimension.
Status LoadSoftmax(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckElementwise(source, node));
  if (Input(source, node, 0).spec.shape.empty()) return InvalidModel("input is a scalar");
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_SoftmaxOptions()));
  if (!std::isfinite(options->beta()) || options->beta() <= 0.0F) {
    return InvalidModel("beta is " + std::to_string(options->beta()));
  }
  node.options = graph::SoftmaxOptions{options->beta()};
  return {};
}

}  // namespace sciot::model
