#include "model/operators/refusal.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "model/model.h"

namespace sciot::model {
namespace {

using tflite::BuiltinOperator;

constexpr const char* kControlFlow = "it runs another subgraph, and a model of exactly one is supported";
constexpr const char* kState = "it keeps a state from one run to the next";
constexpr const char* kDataShape = "the shape of its result depends on the data";
constexpr const char* kStrings = "it works on strings or tables of them";

constexpr std::array kRefusals = std::to_array<Refusal>({
    {BuiltinOperator::IF, kControlFlow},
    {BuiltinOperator::WHILE, kControlFlow},
    {BuiltinOperator::CALL, kControlFlow},
    {BuiltinOperator::CALL_ONCE, kControlFlow},
    {BuiltinOperator::VAR_HANDLE, kState},
    {BuiltinOperator::READ_VARIABLE, kState},
    {BuiltinOperator::ASSIGN_VARIABLE, kState},
    {BuiltinOperator::RNN, kState},
    {BuiltinOperator::LSTM, kState},
    {BuiltinOperator::SVDF, kState},
    {BuiltinOperator::UNIDIRECTIONAL_SEQUENCE_LSTM, kState},
    {BuiltinOperator::UNIDIRECTIONAL_SEQUENCE_RNN, kState},
    {BuiltinOperator::BIDIRECTIONAL_SEQUENCE_LSTM, kState},
    {BuiltinOperator::BIDIRECTIONAL_SEQUENCE_RNN, kState},
    {BuiltinOperator::WHERE, kDataShape},
    {BuiltinOperator::UNIQUE, kDataShape},
    {BuiltinOperator::RANGE, kDataShape},
    {BuiltinOperator::HASHTABLE, kStrings},
    {BuiltinOperator::HASHTABLE_FIND, kStrings},
    {BuiltinOperator::HASHTABLE_IMPORT, kStrings},
    {BuiltinOperator::HASHTABLE_LOOKUP, kStrings},
    {BuiltinOperator::HASHTABLE_SIZE, kStrings},
    {BuiltinOperator::LSH_PROJECTION, kStrings},
    {BuiltinOperator::SKIP_GRAM, kStrings},
});

const char* FindReason(graph::OpCode op) {
  const auto row = std::find_if(kRefusals.begin(), kRefusals.end(),
                                [op](const Refusal& r) { return static_cast<graph::OpCode>(r.op) == op; });
  return row == kRefusals.end() ? nullptr : row->why;
}

// "FlexErf" stands for TensorFlow's own operator Erf.
bool IsTensorFlows(std::string_view custom_name) {
  return custom_name.starts_with("Flex");
}

}  // namespace

std::span<const Refusal> Refusals() {
  return kRefusals;
}

graph::OpCode FileOpCode(const tflite::OperatorCode& code) {
  return static_cast<graph::OpCode>(
      std::max<int32_t>(code.deprecated_builtin_code(), static_cast<int32_t>(code.builtin_code())));
}

std::string FileOperatorName(const tflite::OperatorCode& code) {
  const graph::OpCode op = FileOpCode(code);
  if (op == graph::OpCode::kCustom && code.custom_code() != nullptr) return code.custom_code()->str();
  return OperatorName(op);
}

bool IsControlFlow(graph::OpCode op) {
  return FindReason(op) == kControlFlow;
}

std::string WhyRefused(const tflite::OperatorCode& code) {
  const graph::OpCode op = FileOpCode(code);
  std::string name = OperatorName(op);
  if (op == graph::OpCode::kCustom) name += " '" + FileOperatorName(code) + "'";
  const char* reason = FindReason(op);
  if (reason == nullptr && op == graph::OpCode::kCustom && IsTensorFlows(FileOperatorName(code))) {
    reason = "it is one of TensorFlow's own operators, not of the format's";
  }
  const std::string text = name + " is not supported";
  return text + (reason == nullptr ? "" : std::string(": ") + reason) + "; docs/model-support.md lists what is";
}

}  // namespace sciot::model
