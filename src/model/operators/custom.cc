#include "model/operators/custom.h"

#include <algorithm>
#include <cstring>

#include "custom/built_in.h"
#include "graph/custom_node.h"
#include "model/catalog.h"
#include "model/operators/transpose_conv.h"
#include "model/tensor_reader.h"

namespace sciot::model {
namespace {

// The options of MediaPipe's operators are a struct of 32-bit integers: padding (1 is SAME, 2 is VALID), the stride's
// width, its height, ...
Result<int32_t> ReadOption(const tflite::Operator& file, size_t index) {
  const auto* data = file.custom_options();
  int32_t value = 0;
  if (data == nullptr || data->size() < (index + 1) * sizeof(value)) return InvalidModel("its options are too short");
  std::memcpy(&value, data->data() + index * sizeof(value), sizeof(value));
  return value;
}

Result<tflite::Padding> ReadPadding(const tflite::Operator& file) {
  SCIOT_ASSIGN(const int32_t padding, ReadOption(file, 0));
  if (padding == 1) return tflite::Padding::SAME;
  if (padding == 2) return tflite::Padding::VALID;
  return InvalidModel("padding " + std::to_string(padding) + " is neither SAME nor VALID");
}

// Inputs image, filter OHWI and bias; a TRANSPOSE_CONV whose output's shape follows from its input's.
Status LoadConvolution2DTransposeBias(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 3, 3, 1));
  SCIOT_ASSIGN(const tflite::Padding padding, ReadPadding(source.file_operator));
  SCIOT_ASSIGN(const int32_t stride_width, ReadOption(source.file_operator, 1));
  SCIOT_ASSIGN(const int32_t stride_height, ReadOption(source.file_operator, 2));
  node.op = graph::OpCode::kTransposeConv;
  node.inputs = {graph::kAbsentTensor, node.inputs[1], node.inputs[0], node.inputs[2]};
  SCIOT_ASSIGN(const graph::Clamp no_clamp, ReadActivation(tflite::ActivationFunctionType::NONE));
  return FinishTransposeConv(source, node, {stride_height, stride_width, padding}, no_clamp);
}

constexpr const char* kTransposeBias = "Convolution2DTransposeBias";

ByteView OptionBytes(const tflite::Operator& file) {
  const auto* data = file.custom_options();
  return data == nullptr ? ByteView{} : std::as_bytes(std::span(data->data(), data->size()));
}

Status CheckPresent(const graph::Node& node) {
  const auto absent = std::find(node.inputs.begin(), node.inputs.end(), graph::kAbsentTensor);
  if (absent == node.inputs.end()) return {};
  return InvalidModel("input " + std::to_string(absent - node.inputs.begin()) + " is missing");
}

// The shapes an operator gave are no safer than those of a file.
Status TakeShapes(const CustomPlan& plan, const graph::Node& node, graph::Graph& graph) {
  if (plan.output_shapes.size() != node.outputs.size()) {
    return InvalidModel("has " + std::to_string(node.outputs.size()) + " outputs, it makes " +
                        std::to_string(plan.output_shapes.size()));
  }
  for (size_t i = 0; i < node.outputs.size(); ++i) {
    if (Status valid = CheckConcrete(plan.output_shapes[i]); !valid.ok()) {
      return WithContext(valid.error(), "output " + std::to_string(i));
    }
    graph.tensors[node.outputs[i]].spec.shape = plan.output_shapes[i];
  }
  return {};
}

}  // namespace

CustomLoad FindCustom(const tflite::OperatorCode& code, const CustomOperators& custom) {
  if (code.custom_code() == nullptr) return {};
  const std::string_view name = code.custom_code()->string_view();
  if (auto own = custom.Find(name); own != nullptr) return {std::move(own), nullptr};
  if (name == kTransposeBias) return {nullptr, LoadConvolution2DTransposeBias};
  return {custom::BuiltInOperators().Find(name), nullptr};
}

Status LoadCustom(const std::shared_ptr<const CustomOperator>& custom, const tflite::Operator& file_operator,
                  graph::Graph& graph, graph::Node& node) {
  SCIOT_TRY(CheckPresent(node));
  node.options = graph::CustomOptions{custom, OptionBytes(file_operator)};
  SCIOT_ASSIGN(const CustomPlan plan, custom->Check(graph::MakeCustomNode(graph, node)));
  SCIOT_TRY(TakeShapes(plan, node, graph));
  node.macs = plan.macs;
  return {};
}

std::vector<std::string> BuiltInCustomOperators() {
  std::vector<std::string> names = custom::BuiltInOperators().Names();
  names.emplace_back(kTransposeBias);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace sciot::model
