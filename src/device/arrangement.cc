#include "device/arrangement.h"

#include <utility>

namespace sciot::device {

Result<std::unique_ptr<Arrangements>> Arrangements::Create(std::shared_ptr<const graph::Graph> model,
                                                           const engine::Options& options, size_t max_orders,
                                                           const Clock& clock, engine::LayerObserver& observer) {
  std::unique_ptr<Arrangements> made(new Arrangements(model, options, max_orders, clock, observer));
  made->natural_.partition = graph::SplitPartition(model, 0);
  SCIOT_ASSIGN(made->natural_.engine, engine::Engine::Create(std::move(model), options, clock, &observer));
  return made;
}

Result<Arrangement*> Arrangements::ForLayers(const std::vector<uint32_t>& device_layers) {
  if (const auto* found = reordered_.Find(device_layers); found != nullptr) return found->get();
  SCIOT_ASSIGN(std::unique_ptr<Arrangement> made, Make(device_layers));
  reordered_.Insert(device_layers, std::move(made));
  return reordered_.front().get();
}

Result<std::unique_ptr<Arrangement>> Arrangements::Make(const std::vector<uint32_t>& device_layers) const {
  auto made = std::make_unique<Arrangement>();
  SCIOT_ASSIGN(made->partition, graph::MakePartition(model_, device_layers));
  made->observer = std::make_unique<engine::ReorderedObserver>(made->partition.order, observer_);
  SCIOT_ASSIGN(made->engine, engine::Engine::Create(made->partition.graph, options_, clock_, made->observer.get()));
  return made;
}

}  // namespace sciot::device
