// Operators outside the format, found by name.
#pragma once

#include <memory>

#include "model/operators/operator.h"
#include "sciot/custom_operator.h"

namespace sciot::model {

// How to load a custom operator: one of the two is set, or none when no operator of its name is known.
struct CustomLoad {
  std::shared_ptr<const CustomOperator> custom;  // it loads and runs itself
  LoadOperator load = nullptr;                   // it is one of the format's under another name
  bool found() const { return custom != nullptr || load != nullptr; }
};

// By the name in the file: among `custom` first, then among those built in.
CustomLoad FindCustom(const tflite::OperatorCode& code, const CustomOperators& custom);

// Fills the node and the shapes of its outputs as the operator says. Requires that the outputs were read as
// TensorRole::kResolved.
Status LoadCustom(const std::shared_ptr<const CustomOperator>& custom, const tflite::Operator& file_operator,
                  graph::Graph& graph, graph::Node& node);

}  // namespace sciot::model
