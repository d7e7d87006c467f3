// How much memory the first layers of a network take.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/graph.h"

namespace sciot::graph {

// For each split k = 0..n the bytes that a device needs to run layers [0, k): the constants these layers read, and the
// most that is there at once of inputs and of what they compute and is still needed, on the device or at the edge. What
// a kernel takes beside that for itself does not count.
std::vector<uint64_t> PrefixMemory(const Graph& graph);

}  // namespace sciot::graph
