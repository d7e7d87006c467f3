// Operators of the format that cannot be loaded, and why.
#pragma once

#include <span>
#include <string>

#include "graph/operator.h"
#include "tflite_generated.h"

namespace sciot::model {

// An operator that no table row could run as it is: what it asks of a runtime.
struct Refusal {
  tflite::BuiltinOperator op;
  const char* why;
};

// Those with a reason of their own, equal reasons side by side. Every other operator is just not there.
std::span<const Refusal> Refusals();

// The number of an operator; older files have it in another field than newer ones.
graph::OpCode FileOpCode(const tflite::OperatorCode& code);

// Its name: of a custom operator the one it goes by, e.g. "MaxUnpooling2D".
std::string FileOperatorName(const tflite::OperatorCode& code);

// Whether the operator runs another subgraph.
bool IsControlFlow(graph::OpCode op);

// One sentence on an operator that is not in the table: its name, and what about it is not supported.
std::string WhyRefused(const tflite::OperatorCode& code);

}  // namespace sciot::model
