#include "engine/calibration.h"

#include <algorithm>

namespace sciot::engine {

Result<std::vector<Duration>> MeasureLayers(Engine& engine, size_t runs) {
  const size_t layers = engine.graph().layer_count();
  std::vector<Duration> best(layers, Duration::max());
  std::vector<Duration> times(layers);
  for (size_t run = 0; run < std::max<size_t>(runs, 1); ++run) {
    SCIOT_TRY(engine.RunByLayers(0, layers, times));
    std::ranges::transform(times, best, best.begin(), [](Duration a, Duration b) { return std::min(a, b); });
  }
  return best;
}

}  // namespace sciot::engine
