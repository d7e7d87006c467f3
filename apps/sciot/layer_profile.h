// How long each layer takes on this machine.
#pragma once

#include <vector>

#include "range_runner.h"

namespace sciot::app {

struct LayerProfile {
  std::vector<Duration> layers;  // median of each layer of the range
  Duration total{};              // median of whole runs
};

// Runs the range once unmeasured, then `repeat` times. Requires repeat >= 1.
Result<LayerProfile> ProfileLayers(RangeRunner& runner, const std::vector<Bytes>& inputs, size_t repeat);

}  // namespace sciot::app
