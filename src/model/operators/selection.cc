// Operators over indices and counts: ONE_HOT, TOPK_V2, CUMSUM.
#include "model/operators/operator_table.h"

namespace sciot::model {

// Inputs: indices, depth (constant), the value where they point, the value elsewhere.
Status LoadOneHot(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 4, 4, 1));
  const graph::Tensor& output = Output(source, node, 0);
  SCIOT_ASSIGN(const auto depth, ReadIntegers(Input(source, node, 1), 1, "depth"));
  if (depth[0] < 1 || depth[0] > INT32_MAX) return InvalidModel("depth is " + std::to_string(depth[0]));
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_OneHotOptions()));
  Shape shape = Input(source, node, 0).spec.shape;
  SCIOT_ASSIGN(const uint32_t axis, NormalizeAxis(options->axis(), shape.size() + 1));
  shape.insert(shape.begin() + axis, static_cast<int32_t>(depth[0]));
  SCIOT_TRY(CheckShape(output, shape, "output"));
  for (const size_t i : {size_t{2}, size_t{3}}) {
    SCIOT_TRY(CheckSameType(Input(source, node, i), output));
    if (Elements(Input(source, node, i)) != 1) return InvalidModel("has more than one value for on or off");
  }
  node.options = graph::OneHotOptions{axis};
  return {};
}

// The k largest of the last dimension, in order, and their places.
Status LoadTopKV2(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, 2));
  SCIOT_TRY(CheckSameType(Input(source, node, 0), Output(source, node, 0)));
  Shape shape = Input(source, node, 0).spec.shape;
  SCIOT_ASSIGN(const auto k, ReadIntegers(Input(source, node, 1), 1, "k"));
  if (shape.empty() || k[0] < 1 || k[0] > shape.back()) {
    return InvalidModel("k is " + std::to_string(k[0]) + " for a tensor of shape " + ToString(shape));
  }
  shape.back() = static_cast<int32_t>(k[0]);
  SCIOT_TRY(CheckShape(Output(source, node, 0), shape, "values"));
  SCIOT_TRY(CheckShape(Output(source, node, 1), shape, "indices"));
  if (Output(source, node, 1).spec.type == DataType::kInt32) return {};
  return UnsupportedModel(std::string("indices are ") + DataTypeName(Output(source, node, 1).spec.type));
}

Status LoadCumsum(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, 1));
  SCIOT_TRY(CheckArithmetic(source, node));
  const Shape& shape = Input(source, node, 0).spec.shape;
  SCIOT_TRY(CheckShape(Output(source, node, 0), shape, "output"));
  SCIOT_ASSIGN(const auto axes, ReadIntegers(Input(source, node, 1), 1, "axis"));
  SCIOT_ASSIGN(const uint32_t axis, NormalizeAxis(axes[0], shape.size()));
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_CumsumOptions()));
  node.options = graph::CumsumOptions{axis, options->exclusive(), options->reverse()};
  return {};
}

}  // namespace sciot::model
