// Tensors as `sciot model inspect --json` and the other tools show them.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"
#include "json_text.h"

namespace sciot::app {

// {"tensor": 3, "name": "conv1", "datatype": "FP32", "shape": [1,48,48,16]}
Json TensorJson(const graph::Graph& graph, graph::TensorId id);
Json TensorsJson(const graph::Graph& graph, const std::vector<graph::TensorId>& ids);

// e.g. "FP32 [1,48,48,16]".
std::string TensorText(const TensorSpec& spec);

// The specs of `ids`, in their order.
std::vector<TensorSpec> SpecsOf(const graph::Graph& graph, const std::vector<graph::TensorId>& ids);

}  // namespace sciot::app
