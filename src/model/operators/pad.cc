#include "model/operators/operator_table.h"

namespace sciot::model {
namespace {

// Paddings are [rank, 2]: elements before and after each dimension.
Result<graph::PadOptions> ReadPaddings(const graph::Tensor& input, const graph::Tensor& paddings) {
  const auto rank = static_cast<int32_t>(input.spec.shape.size());
  SCIOT_TRY(CheckShape(paddings, {rank, 2}, "paddings"));
  SCIOT_ASSIGN(const std::vector<int64_t> values, ReadIntegers(paddings, "paddings"));
  graph::PadOptions options;
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i] < 0 || values[i] > INT32_MAX) return InvalidModel("padding of " + std::to_string(values[i]));
    (i % 2 == 0 ? options.before : options.after).push_back(static_cast<uint32_t>(values[i]));
  }
  return options;
}

}  // namespace

Status LoadPad(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, 1));
  const graph::Tensor& input = Input(source, node, 0);
  const graph::Tensor& output = Output(source, node, 0);
  if (input.spec.type != DataType::kFloat32 || output.spec.type != DataType::kFloat32) {
    return UnsupportedModel(std::string("runs on FP32, not ") + DataTypeName(input.spec.type));
  }
  SCIOT_ASSIGN(graph::PadOptions options, ReadPaddings(input, Input(source, node, 1)));
  if (output.spec.shape.size() != input.spec.shape.size()) {
    return InvalidModel("output has shape " + ToString(output.spec.shape));
  }
  for (size_t i = 0; i < options.before.size(); ++i) {
    const int64_t expected = int64_t{input.spec.shape[i]} + options.before[i] + options.after[i];
    if (output.spec.shape[i] != expected) {
      return InvalidModel("output dimension " + std::to_string(i) + " is " + std::to_string(output.spec.shape[i]) +
                          ", expected " + std::to_string(expected));
    }
  }
  node.options = std::move(options);
  return {};
}

}  // namespace sciot::model
