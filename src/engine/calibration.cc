#include "engine/calibration.h"

#include <algorithm>

namespace sciot::engine {

void ClearInputs(Engine& engine) {
  for (graph::TensorId id : engine.graph().inputs) std::ranges::fill(engine.tensor(id), std::byte{});
}

Result<std::vector<Duration>> MeasureLayers(Engine& engine, size_t runs) {
  const size_t layers = engine.graph().layer_count();
  std::vector<Duration> best(layers, Duration::max());
  std::vector<Duration> times(layers);
  for (size_t run = 0; run < std::max<size_t>(runs, 1); ++run) {
    ClearInputs(engine);
    SCIOT_TRY(engine.RunByLayers(0, layers, times));
    std::ranges::transform(times, best, best.begin(), [](Duration a, Duration b) { return std::min(a, b); });
  }
  return best;
}

}  // namespace sciot::engine
