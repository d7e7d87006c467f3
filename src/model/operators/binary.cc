// Operators of two inputs, or more, of which most broadcast.
#include <algorithm>

#include "model/operators/operator_table.h"

namespace sciot::model {
namespace {

template <typename Options>
Result<tflite::ActivationFunctionType> ActivationOf(const Options* file) {
  SCIOT_ASSIGN(const Options* options, ReadOptions(file));
  return options->fused_activation_function();
}

// Only four of these operators may have an activation fused to them.
Result<tflite::ActivationFunctionType> FusedActivation(const tflite::Operator& file, graph::OpCode op) {
  switch (op) {
    case graph::OpCode::kAdd:
      return ActivationOf(file.builtin_options_as_AddOptions());
    case graph::OpCode::kSub:
      return ActivationOf(file.builtin_options_as_SubOptions());
    case graph::OpCode::kMul:
      return ActivationOf(file.builtin_options_as_MulOptions());
    case graph::OpCode::kDiv:
      return ActivationOf(file.builtin_options_as_DivOptions());
    default:
      return tflite::ActivationFunctionType::NONE;
  }
}

// Two operands of one type; the output has their broadcast shape.
Status CheckOperands(const OperatorSource& source, const graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, 1));
  const graph::Tensor& left = Input(source, node, 0);
  const graph::Tensor& right = Input(source, node, 1);
  SCIOT_TRY(CheckSameType(left, right));
  SCIOT_TRY(CheckScaled(left, "left operand"));
  SCIOT_TRY(CheckScaled(right, "right operand"));
  SCIOT_ASSIGN(const Shape shape, BroadcastShapes(left.spec.shape, right.spec.shape));
  return CheckShape(Output(source, node, 0), shape, "output");
}

Status CheckBool(const graph::Tensor& tensor, const char* what) {
  if (tensor.spec.type == DataType::kBool) return {};
  return InvalidModel(std::string(what) + " is " + DataTypeName(tensor.spec.type) + ", not BOOL");
}

// SELECT also takes one condition for each slice of the first dimension.
Result<Shape> ConditionShape(const Shape& condition, const Shape& values) {
  if (condition.size() != 1 || values.empty() || values.size() == 1 || condition[0] != values[0]) return condition;
  Shape aligned(values.size(), 1);
  aligned[0] = condition[0];
  return aligned;
}

}  // namespace

Status LoadBinary(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckOperands(source, node));
  SCIOT_TRY(CheckArithmetic(source, node));
  SCIOT_ASSIGN(const auto activation, FusedActivation(source.file_operator, node.op));
  SCIOT_ASSIGN(const graph::Clamp clamp, ReadActivation(activation));
  node.options = graph::BinaryOptions{clamp};
  return {};
}

Status LoadComparison(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckOperands(source, node));
  return CheckBool(Output(source, node, 0), "output");
}

Status LoadSelect(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 3, 3, 1));
  const graph::Tensor& condition = Input(source, node, 0);
  const graph::Tensor& left = Input(source, node, 1);
  const graph::Tensor& right = Input(source, node, 2);
  SCIOT_TRY(CheckBool(condition, "condition"));
  SCIOT_TRY(CheckSameType(left, right));
  SCIOT_TRY(CheckSameType(left, Output(source, node, 0)));
  SCIOT_ASSIGN(Shape shape, BroadcastShapes(left.spec.shape, right.spec.shape));
  const bool by_row = node.op == graph::OpCode::kSelect;
  SCIOT_ASSIGN(const Shape choice, by_row ? ConditionShape(condition.spec.shape, shape) : condition.spec.shape);
  SCIOT_ASSIGN(shape, BroadcastShapes(choice, shape));
  return CheckShape(Output(source, node, 0), shape, "output");
}

// The sum of any number of tensors of one shape.
Status LoadAddN(const OperatorSource& source, graph::Node& node) {
  const size_t inputs = std::max<size_t>(node.inputs.size(), 1);
  SCIOT_TRY(CheckArity(node, inputs, inputs, 1));
  SCIOT_TRY(CheckArithmetic(source, node));
  const Shape& shape = Output(source, node, 0).spec.shape;
  for (size_t i = 0; i < inputs; ++i) {
    SCIOT_TRY(CheckSameType(Input(source, node, i), Output(source, node, 0)));
    SCIOT_TRY(CheckShape(Input(source, node, i), shape, "input"));
  }
  return {};
}

}  // namespace sciot::model
