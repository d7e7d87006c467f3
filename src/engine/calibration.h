// What the layers of a model cost on this machine, before anything was inferred.
#pragma once

#include <vector>

#include "engine/engine.h"

namespace sciot::engine {

// Writes zeros into the graph's inputs.
void ClearInputs(Engine& engine);

// Runs all layers `runs` times (at least once) on inputs of zeros; the shortest time of each layer,
// which is the one least disturbed by other work and cold caches.
Result<std::vector<Duration>> MeasureLayers(Engine& engine, size_t runs);

}  // namespace sciot::engine
