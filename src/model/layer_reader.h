// Which nodes of a file are run and timed together.
#pragma once

#include <vector>

#include "graph/graph.h"
#include "sciot/result.h"
#include "tflite_generated.h"

namespace sciot::model {

// As the file's metadata entry `sciot.layers` has it; without one, each node is a layer. Requires nodes.
Result<std::vector<graph::Layer>> ReadLayers(const tflite::Model& file, const graph::Graph& graph);

}  // namespace sciot::model
