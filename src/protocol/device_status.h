// What an edge shows of a device: GET /v2/models/{model}/devices[/{device}].
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace sciot::protocol {

// Events by name.
using Counters = std::map<std::string, uint64_t, std::less<>>;

// What a layer is thought to take on one machine.
struct LayerEstimate {
  double us = 0;
  // "measured": lately; "scaled": its time at the start, scaled by how the machine has changed since; "calibrated": its
  // time at the start; "unknown".
  std::string source;
  // Its times vary too much.
  bool is_unstable = false;
};

struct LinkStatus {
  double rtt_us = 0;
  double uplink_bytes_per_second = 0;
  double downlink_bytes_per_second = 0;
  // False: a default.
  bool is_rtt_measured = false;
  bool is_bandwidth_measured = false;
};

struct DeviceStatus {
  std::string model;
  std::string model_sha256;
  std::string device_id;
  double heard_seconds_ago = 0;
  std::string algorithm;
  // The last decision.
  uint32_t split = 0;
  // Its layers on the device, where they are not the first ones; else empty.
  std::vector<uint32_t> layers;
  // Of an inference at each split, 0 to the number of layers, as it would be decided by now.
  std::vector<double> predicted_us;
  // How long requests wait at the edge.
  double queue_us = 0;
  LinkStatus link;
  std::vector<LayerEstimate> device_layers;
  std::vector<LayerEstimate> edge_layers;
  Counters counters;
};

// One device of a list.
struct DeviceSummary {
  std::string device_id;
  uint32_t split = 0;
  double heard_seconds_ago = 0;
  uint64_t unstable_layers = 0;
  uint64_t variance_events = 0;
};

std::string EncodeDeviceStatus(const DeviceStatus& status);
std::string EncodeDeviceList(const std::string& model, const std::vector<DeviceSummary>& devices);

}  // namespace sciot::protocol
