#include "protocol/edge_status.h"

#include "protocol/json.h"
#include "protocol/layer_estimates.h"

namespace sciot::protocol {

std::string EncodeEdgeStatus(const EdgeStatus& status) {
  Json models = Json::array();
  for (const ModelStatus& model : status.models) {
    models.push_back({{"name", model.name},
                      {"sha256", model.sha256},
                      {"edge_layers", EncodeLayerEstimates(model.edge_layers)},
                      {"counters", model.counters}});
  }
  Json json = {{"name", status.name},           {"version", status.version},  {"uptime_seconds", status.uptime_seconds},
               {"algorithm", status.algorithm}, {"devices", status.devices},  {"queue_us", status.queue_us},
               {"models", std::move(models)},   {"counters", status.counters}};
  if (status.mqtt) json["mqtt"] = {{"connected", status.mqtt->is_connected}, {"devices", status.mqtt->devices}};
  return DumpJson(json);
}

}  // namespace sciot::protocol
