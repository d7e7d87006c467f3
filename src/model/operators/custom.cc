// Operators outside the format that are one of its own under another name.
#include "model/operators/custom.h"

#include <cstring>

#include "model/operators/transpose_conv.h"

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

}  // namespace

LoadOperator FindCustomOperator(std::string_view name) {
  return name == "Convolution2DTransposeBias" ? LoadConvolution2DTransposeBias : nullptr;
}

}  // namespace sciot::model
