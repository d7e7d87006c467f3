#include <algorithm>
#include <set>

#include "model/operators/operator_table.h"

namespace sciot::model {
namespace {

Result<std::vector<uint32_t>> ReadAxes(const graph::Tensor& axes, size_t rank) {
  SCIOT_ASSIGN(const std::vector<int64_t> values, ReadIntegers(axes, "axes"));
  std::set<uint32_t> unique;
  for (int64_t value : values) {
    SCIOT_ASSIGN(const uint32_t axis, NormalizeAxis(value, rank));
    unique.insert(axis);
  }
  return std::vector<uint32_t>(unique.begin(), unique.end());
}

Shape ReducedShape(const Shape& shape, const std::vector<uint32_t>& axes, bool keep_dims) {
  Shape reduced;
  for (uint32_t i = 0; i < shape.size(); ++i) {
    if (!std::binary_search(axes.begin(), axes.end(), i)) {
      reduced.push_back(shape[i]);
    } else if (keep_dims) {
      reduced.push_back(1);
    }
  }
  return reduced;
}

}  // namespace

// MEAN, SUM, REDUCE_MAX, REDUCE_ANY and their kin.
Status LoadReduce(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, 1));
  SCIOT_TRY(CheckArithmetic(source, node));
  const graph::Tensor& input = Input(source, node, 0);
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_ReducerOptions()));
  SCIOT_ASSIGN(std::vector<uint32_t> axes, ReadAxes(Input(source, node, 1), input.spec.shape.size()));
  SCIOT_TRY(CheckShape(Output(source, node, 0), ReducedShape(input.spec.shape, axes, options->keep_dims()), "output"));
  node.options = graph::ReduceOptions{std::move(axes)};
  return {};
}

// ARG_MAX and ARG_MIN: the index along one axis, which goes.
Status LoadArgMinMax(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, 1));
  const graph::Tensor& input = Input(source, node, 0);
  const graph::Tensor& output = Output(source, node, 0);
  SCIOT_ASSIGN(const auto values, ReadIntegers(Input(source, node, 1), 1, "axis"));
  SCIOT_ASSIGN(const uint32_t axis, NormalizeAxis(values[0], input.spec.shape.size()));
  if (output.spec.type != DataType::kInt32 && output.spec.type != DataType::kInt64) {
    return UnsupportedModel(std::string("output is ") + DataTypeName(output.spec.type) + ", not INT32 or INT64");
  }
  SCIOT_TRY(CheckShape(output, ReducedShape(input.spec.shape, {axis}, false), "output"));
  node.options = graph::ReduceOptions{{axis}};
  return {};
}

}  // namespace sciot::model
