#include "protocol/device_status.h"

#include "protocol/json.h"
#include "protocol/layer_estimates.h"
#include "protocol/layer_list.h"

namespace sciot::protocol {
namespace {

Json EncodeLink(const LinkStatus& link) {
  return {{"rtt_us", link.rtt_us},
          {"rtt_measured", link.is_rtt_measured},
          {"uplink_bytes_per_second", link.uplink_bytes_per_second},
          {"downlink_bytes_per_second", link.downlink_bytes_per_second},
          {"bandwidth_measured", link.is_bandwidth_measured}};
}

Json EncodeSummary(const DeviceSummary& device) {
  return {{"device_id", device.device_id},
          {"split", device.split},
          {"heard_seconds_ago", device.heard_seconds_ago},
          {"unstable_layers", device.unstable_layers},
          {"variance_events", device.variance_events}};
}

}  // namespace

std::string EncodeDeviceStatus(const DeviceStatus& status) {
  Json json = {{"model", status.model},
               {"model_sha256", status.model_sha256},
               {"device_id", status.device_id},
               {"heard_seconds_ago", status.heard_seconds_ago},
               {"algorithm", status.algorithm},
               {"split", status.split},
               {"predicted_us", status.predicted_us},
               {"queue_us", status.queue_us},
               {"link", EncodeLink(status.link)},
               {"device_layers", EncodeLayerEstimates(status.device_layers)},
               {"edge_layers", EncodeLayerEstimates(status.edge_layers)},
               {"counters", status.counters}};
  if (!status.layers.empty()) json["layers"] = FormatLayerList(status.layers);
  return DumpJson(json);
}

std::string EncodeDeviceList(const std::string& model, const std::vector<DeviceSummary>& devices) {
  Json list = Json::array();
  for (const DeviceSummary& device : devices) list.push_back(EncodeSummary(device));
  return DumpJson({{"model", model}, {"devices", std::move(list)}});
}

}  // namespace sciot::protocol
