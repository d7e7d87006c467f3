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

Result<graph::PadOptions> ReadPadded(const OperatorSource& source, const graph::Node& node) {
  const graph::Tensor& input = Input(source, node, 0);
  const graph::Tensor& output = Output(source, node, 0);
  SCIOT_TRY(CheckSameType(input, output));
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
  return options;
}

}  // namespace

// PAD has two inputs; PADV2 also the constant value of the new elements.
Status LoadPad(const OperatorSource& source, graph::Node& node) {
  const size_t inputs = node.op == graph::OpCode::kPadV2 ? 3 : 2;
  SCIOT_TRY(CheckArity(node, inputs, inputs, 1));
  if (inputs == 3) {
    SCIOT_TRY(CheckConstant(Input(source, node, 2), Input(source, node, 0).spec.type, "padding value"));
    if (Elements(Input(source, node, 2)) != 1) return InvalidModel("has more than one padding value");
  }
  SCIOT_ASSIGN(node.options, ReadPadded(source, node));
  return {};
}

Status LoadMirrorPad(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, 1));
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_MirrorPadOptions()));
  SCIOT_ASSIGN(graph::PadOptions paddings, ReadPadded(source, node));
  const bool symmetric = options->mode() == tflite::MirrorPadMode::SYMMETRIC;
  const Shape& shape = Input(source, node, 0).spec.shape;
  for (size_t i = 0; i < shape.size(); ++i) {
    const auto most = static_cast<uint32_t>(symmetric ? shape[i] : shape[i] - 1);
    if (paddings.before[i] > most || paddings.after[i] > most) {
      return InvalidModel("a padding of dimension " + std::to_string(i) + " exceeds the " + std::to_string(most) +
                          " elements it can mirror");
    }
  }
  node.options = graph::MirrorPadOptions{std::move(paddings.before), symmetric};
  return {};
}

}  // namespace sciot::model
