// Any bytes as a model: refused with an error, or loaded, and then every layer runs.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/engine.h"
#include "model/model.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sciot;
  // What a model may cost here, so that a run ends soon.
  const model::Limits limits{.max_file_bytes = 1 << 20, .max_activation_bytes = 1 << 20, .max_nodes = 100};
  constexpr uint64_t kMaxMacs = 10'000'000;

  const auto model = model::LoadModelBytes({reinterpret_cast<const std::byte*>(data), size}, limits);
  if (!model.ok()) return 0;
  const graph::Graph& graph = model.value()->graph();
  uint64_t macs = 0;
  for (const graph::Node& node : graph.nodes) {
    if (node.macs > kMaxMacs) return 0;
    macs += node.macs;
  }
  if (macs > kMaxMacs) return 0;
  const SteadyClock clock;
  const auto engine = engine::Engine::Create({model.value(), &graph}, {}, clock);
  if (!engine.ok()) return 0;
  std::vector<Duration> times(graph.layer_count());
  (void)engine.value()->Run(0, graph.layer_count(), times);
  return 0;
}
