// What was found in a file that need not be a model we can run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "sciot/result.h"

namespace sciot::model {

// One operator of the file and what keeps it from being loaded.
struct OperatorFinding {
  std::string name;
  std::vector<std::string> types;  // of its tensors, each once
  std::optional<uint32_t> node;    // in the graph, for an operator that became one
  std::optional<Error> problem;
  uint32_t subgraph = 0;
};

struct GraphFindings {
  std::vector<OperatorFinding> operators;  // in the file's order
  std::vector<Error> problems;             // those that are no operator's
  // What could be read of subgraph 0. Tensors that a refused operator makes count as inputs, so that the rest makes
  // sense; every node is a layer.
  graph::Graph graph;
};

}  // namespace sciot::model
