// The graph of a verified .tflite file, checked operator by operator.
#pragma once

#include "graph/graph.h"
#include "model/constant_store.h"
#include "model/graph_findings.h"
#include "model/model.h"
#include "sciot/custom_operator.h"
#include "sciot/result.h"
#include "tflite_generated.h"

namespace sciot::model {

struct ReadResult {
  graph::Graph graph;
  // Constants that an operator of the file, no node of the graph, makes of another constant.
  UnpackingOperators unpacking;
};

// Stops at the first fault. Requires a file that VerifyFile has passed; the graph's constants point into it, or into
// `store`.
Result<ReadResult> ReadGraph(const tflite::Model& file, const Limits& limits, const CustomOperators& custom,
                             ConstantStore& store);

// Goes on after every fault. Requires a verified file with a subgraph that has tensors.
GraphFindings ExamineGraph(const tflite::Model& file, const Limits& limits, const CustomOperators& custom,
                           ConstantStore& store);

}  // namespace sciot::model
