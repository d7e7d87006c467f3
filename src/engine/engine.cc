#include "engine/engine.h"

#include "engine/fused/fused_engine.h"
#include "engine/kernel_engine.h"

namespace sciot::engine {

std::optional<Fused> FusedOf(std::string_view name) {
  if (name == "off") return Fused::kOff;
  if (name == "auto") return Fused::kAuto;
  return std::nullopt;
}

Result<std::unique_ptr<Engine>> Engine::Create(std::shared_ptr<const graph::Graph> graph, const Options& options,
                                               const Clock& clock, LayerObserver* observer,
                                               std::shared_ptr<SharedWeights> weights) {
  SCIOT_ASSIGN(xnnpack::Backend created, xnnpack::Backend::Create(options.threads));
  const auto backend = std::make_shared<const xnnpack::Backend>(std::move(created));
  SCIOT_ASSIGN(auto layered,
               CreateKernelEngine(graph, backend, clock, observer, {std::move(weights), {}, options.keep_inputs}));
  if (options.fused == Fused::kOff) return layered;
  return CreateFusedEngine({std::move(graph), backend, clock, observer}, std::move(layered), options);
}

}  // namespace sciot::engine
