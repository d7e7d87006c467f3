// What the edge knows of each device.
#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

#include "decision/state.h"
#include "edge/options.h"
#include "profile/layer_times.h"
#include "profile/link_estimator.h"

namespace sciot::edge {

// One device running one model.
struct Device {
  profile::LayerTimes layer_times;
  profile::LinkEstimator link;
  uint32_t split = 0;                // the last one it was told
  uint64_t decisions = 0;            // that told it one
  decision::State decision_state{};  // of the algorithm
};

// Devices by model and id; bounded: the one unheard of longest is forgotten for a new one. Not thread-safe.
class DeviceRegistry {
 public:
  // `options` must outlive the registry.
  explicit DeviceRegistry(const EdgeOptions& options) : options_(options) {}

  // The device, which counts as heard of now; nullptr when it is not registered (or was forgotten).
  Device* Find(const std::string& model, const std::string& device_id);

  // Replaces what was known of the device by a fresh state.
  Device& Add(const std::string& model, const std::string& device_id, size_t layer_count);

  size_t size() const { return devices_.size(); }

 private:
  using Entry = std::pair<std::string, Device>;  // key and state
  static std::string Key(const std::string& model, const std::string& device_id);

  const EdgeOptions& options_;
  std::list<Entry> devices_;  // heard of last, first
  std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
};

}  // namespace sciot::edge
