// What an edge shows of itself: GET /v2/status.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "protocol/device_status.h"

namespace sciot::protocol {

struct ModelStatus {
  std::string name;
  std::string sha256;
  // On this edge.
  std::vector<LayerEstimate> edge_layers;
  Counters counters;
};

// The broker, where the edge has one.
struct MqttStatus {
  bool is_connected = false;
  // "online" or "offline", of each device that told.
  std::map<std::string, std::string> devices;
};

struct EdgeStatus {
  std::string name;
  std::string version;
  double uptime_seconds = 0;
  std::string algorithm;
  // Registered now, over all models.
  uint64_t devices = 0;
  // How long requests wait for a worker.
  double queue_us = 0;
  std::vector<ModelStatus> models;
  std::optional<MqttStatus> mqtt;
  // Since the start, by the part of the edge that counts them.
  std::map<std::string, Counters, std::less<>> counters;
};

std::string EncodeEdgeStatus(const EdgeStatus& status);

}  // namespace sciot::protocol
