#include <algorithm>

#include "model/operators/operator_table.h"

namespace sciot::model {
namespace {

// NumPy's rule: align at the last dimension; each pair is equal, or one of it is 1.
Result<Shape> BroadcastShapes(const Shape& a, const Shape& b) {
  Shape result(std::max(a.size(), b.size()), 1);
  for (size_t i = 0; i < result.size(); ++i) {
    const int32_t from_a = i < a.size() ? a[a.size() - 1 - i] : 1;
    const int32_t from_b = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (from_a != from_b && from_a != 1 && from_b != 1) {
      return InvalidModel("shapes " + ToString(a) + " and " + ToString(b) + " do not broadcast");
    }
    result[result.size() - 1 - i] = std::max(from_a, from_b);
  }
  return result;
}

Result<tflite::ActivationFunctionType> FusedActivation(const tflite::Operator& file, graph::OpCode op) {
  if (op == graph::OpCode::kAdd) {
    SCIOT_ASSIGN(const auto* options, ReadOptions(file.builtin_options_as_AddOptions()));
    return options->fused_activation_function();
  }
  if (op == graph::OpCode::kSub) {
    SCIOT_ASSIGN(const auto* options, ReadOptions(file.builtin_options_as_SubOptions()));
    return options->fused_activation_function();
  }
  SCIOT_ASSIGN(const auto* options, ReadOptions(file.builtin_options_as_MulOptions()));
  return options->fused_activation_function();
}

}  // namespace

Status LoadBinary(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, 1));
  SCIOT_TRY(CheckFloat32(source, node));
  SCIOT_ASSIGN(const auto activation, FusedActivation(source.file_operator, node.op));
  SCIOT_ASSIGN(const graph::Clamp clamp, ReadActivation(activation));
  SCIOT_ASSIGN(const Shape shape,
               BroadcastShapes(Input(source, node, 0).spec.shape, Input(source, node, 1).spec.shape));
  SCIOT_TRY(CheckShape(Output(source, node, 0), shape, "output"));
  node.options = graph::BinaryOptions{clamp};
  return {};
}

}  // namespace sciot::model
