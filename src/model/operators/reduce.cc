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

Status LoadMean(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, 1));
  const graph::Tensor& input = Input(source, node, 0);
  const graph::Tensor& output = Output(source, node, 0);
  if (input.spec.type != DataType::kFloat32 || output.spec.type != DataType::kFloat32) {
    return UnsupportedModel(std::string("runs on FP32, not ") + DataTypeName(input.spec.type));
  }
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_ReducerOptions()));
  SCIOT_ASSIGN(std::vector<uint32_t> axes, ReadAxes(Input(source, node, 1), input.spec.shape.size()));
  SCIOT_TRY(CheckShape(output, ReducedShape(input.spec.shape, axes, options->keep_dims()), "output"));
  node.options = graph::ReduceOptions{std::move(axes)};
  return {};
}

}  // namespace sciot::model
