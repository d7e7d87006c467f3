// Which nodes of a graph no kernel runs.
#pragma once

#include <optional>
#include <vector>

#include "graph/graph.h"
#include "sciot/result.h"

namespace sciot::engine {

// For each node why it has no kernel; nothing where it has one. Makes each once and throws it away.
Result<std::vector<std::optional<Error>>> FindKernelRefusals(const graph::Graph& graph);

}  // namespace sciot::engine
