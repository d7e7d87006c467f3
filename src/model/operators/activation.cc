// Operators of one input that change each element by itself.
#include <cmath>
#include <limits>

#include "model/operators/operator_table.h"

namespace sciot::model {
namespace {

graph::Clamp ClampOf(graph::OpCode op) {
  switch (op) {
    case graph::OpCode::kRelu6:
      return {0.0F, 6.0F};
    case graph::OpCode::kReluN1To1:
      return {-1.0F, 1.0F};
    case graph::OpCode::kReluZeroTo1:
      return {0.0F, 1.0F};
    default:
      return {0.0F, std::numeric_limits<float>::infinity()};
  }
}

}  // namespace

Status LoadElementwise(const OperatorSource& source, graph::Node& node) {
  return CheckElementwise(source, node);
}

Status LoadRelu(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckElementwise(source, node));
  node.options = graph::ActivationOptions{ClampOf(node.op)};
  return {};
}

Status LoadLeakyRelu(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckElementwise(source, node));
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_LeakyReluOptions()));
  if (!std::isfinite(options->alpha())) return InvalidModel("alpha is " + std::to_string(options->alpha()));
  node.options = graph::LeakyReluOptions{options->alpha()};
  return {};
}

// Files made before the operator had options hold none: exact then.
Status LoadGelu(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckElementwise(source, node));
  const auto* options = source.file_operator.builtin_options_as_GeluOptions();
  node.options = graph::GeluOptions{options != nullptr && options->approximate()};
  return {};
}

// Slopes broadcast against the input.
Status LoadPrelu(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, 1));
  SCIOT_TRY(CheckArithmetic(source, node));
  const graph::Tensor& input = Input(source, node, 0);
  const graph::Tensor& slopes = Input(source, node, 1);
  SCIOT_TRY(CheckSameType(input, slopes));
  SCIOT_TRY(CheckScaled(slopes, "slopes"));
  SCIOT_ASSIGN(const Shape shape, BroadcastShapes(input.spec.shape, slopes.spec.shape));
  return CheckShape(Output(source, node, 0), shape, "output");
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

// Over the last dimension.
Status LoadLogSoftmax(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckElementwise(source, node));
  if (Input(source, node, 0).spec.shape.empty()) return InvalidModel("input is a scalar");
  return {};
}

// Over the last dimension.
Status LoadL2Normalization(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckElementwise(source, node));
  if (Input(source, node, 0).spec.shape.empty()) return InvalidModel("input is a scalar");
  const auto* options = source.file_operator.builtin_options_as_L2NormOptions();
  if (options == nullptr || options->fused_activation_function() == tflite::ActivationFunctionType::NONE) return {};
  return UnsupportedModel("a fused activation");
}

// Over the last dimension.
Status LoadLocalResponseNormalization(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckElementwise(source, node));
  if (Input(source, node, 0).spec.shape.empty()) return InvalidModel("input is a scalar");
  const auto* file = source.file_operator.builtin_options_as_LocalResponseNormalizationOptions();
  SCIOT_ASSIGN(const auto* options, ReadOptions(file));
  const bool finite =
      std::isfinite(options->bias()) && std::isfinite(options->alpha()) && std::isfinite(options->beta());
  if (options->radius() < 0 || !finite) {
    return InvalidModel("radius is " + std::to_string(options->radius()) + ", bias " + std::to_string(options->bias()) +
                        ", alpha " + std::to_string(options->alpha()) + ", beta " + std::to_string(options->beta()));
  }
  node.options = graph::LocalResponseOptions{static_cast<uint32_t>(options->radius()), options->bias(),
                                             options->alpha(), options->beta()};
  return {};
}

// The zeros of the input's type; nothing of the input is read.
Status LoadZerosLike(const OperatorSource& source, graph::Node& node) {
  return CheckElementwise(source, node);
}

}  // namespace sciot::model
