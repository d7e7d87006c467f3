// Any bytes as a model: refused with an error, or loaded, and then every layer runs, on zeros and on ones in every bit:
// layer by layer, and with layers folded. The seeds are models of one operator each: scripts/fuzz-seeds.py.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "engine/engine.h"
#include "model/model.h"

namespace {

using namespace sciot;

// What a model may cost here, so that a run ends soon.
constexpr model::Limits kLimits{.max_file_bytes = 1 << 20,
                                .max_activation_bytes = 1 << 20,
                                .max_unpacked_bytes = 1 << 20,
                                .max_macs = 10'000'000,
                                .max_nodes = 100};

void RunOn(engine::Engine& engine, std::byte value) {
  const graph::Graph& graph = engine.graph();
  for (graph::TensorId id : graph.inputs) std::ranges::fill(engine.tensor(id), value);
  std::vector<Duration> times(graph.layer_count());
  (void)engine.Run(0, graph.layer_count(), times);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto model = model::LoadModelBytes({reinterpret_cast<const std::byte*>(data), size}, kLimits);
  if (!model.ok()) return 0;
  const SteadyClock clock;
  for (const engine::Fused fused : {engine::Fused::kOff, engine::Fused::kAuto}) {
    const auto engine = engine::Engine::Create({model.value(), &model.value()->graph()}, {.fused = fused}, clock);
    if (!engine.ok()) return 0;
    RunOn(*engine.value(), std::byte{0});
    RunOn(*engine.value(), std::byte{0xff});
  }
  return 0;
}
