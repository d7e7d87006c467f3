// `sciot-edge --check-config`: would the edge start?
#pragma once

#include "../config/edge_config.h"
#include "sciot/result.h"

namespace sciot::app {

// Loads what the configuration names. The address is not tried: an edge that runs may have it.
Status CheckEdgeConfig(const EdgeConfig& config);

}  // namespace sciot::app
