// The one list of operators that can be loaded. A new operator adds its row here, and its load function.
#pragma once

#include <span>

#include "graph/operator.h"
#include "model/operators/operator.h"

namespace sciot::model {

struct OperatorRow {
  graph::OpCode code;
  LoadOperator load;
};

// All rows, in no particular order.
std::span<const OperatorRow> OperatorTable();

// The row of `code`, or nullptr.
const OperatorRow* FindOperator(graph::OpCode code);

// One load function per operator, or per family that differs in a number only.
Status LoadAverageOrMaxPool(const OperatorSource& source, graph::Node& node);
Status LoadBinary(const OperatorSource& source, graph::Node& node);
Status LoadConcatenation(const OperatorSource& source, graph::Node& node);
Status LoadConv2D(const OperatorSource& source, graph::Node& node);
Status LoadDepthwiseConv2D(const OperatorSource& source, graph::Node& node);
Status LoadFullyConnected(const OperatorSource& source, graph::Node& node);
Status LoadLogistic(const OperatorSource& source, graph::Node& node);
Status LoadMean(const OperatorSource& source, graph::Node& node);
Status LoadPad(const OperatorSource& source, graph::Node& node);
Status LoadRelu(const OperatorSource& source, graph::Node& node);
Status LoadReshape(const OperatorSource& source, graph::Node& node);
Status LoadSoftmax(const OperatorSource& source, graph::Node& node);

}  // namespace sciot::model
