// A network as decisions see it.
#pragma once

#include "decision/dataflow.h"
#include "graph/graph.h"

namespace sciot::edge {

decision::Dataflow DataflowOf(const graph::Graph& graph);

}  // namespace sciot::edge
