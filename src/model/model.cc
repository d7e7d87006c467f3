#include "model/model.h"

#include <algorithm>

#include "model/operators/operator_table.h"

namespace sciot::model {

std::string OperatorName(graph::OpCode op) {
  const char* name = tflite::EnumNameBuiltinOperator(static_cast<tflite::BuiltinOperator>(op));
  if (*name != '\0') return name;
  return "operator code " + std::to_string(static_cast<int32_t>(op));
}

std::string OperatorName(const graph::Node& node) {
  const auto* custom = std::get_if<graph::CustomOptions>(&node.options);
  return custom == nullptr ? OperatorName(node.op) : std::string(custom->custom->name());
}

std::vector<std::string> SupportedOperators() {
  std::vector<std::string> names;
  for (const OperatorRow& row : OperatorTable()) names.push_back(OperatorName(row.code));
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace sciot::model
