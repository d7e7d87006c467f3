#include "edge/device_registry.h"

namespace sciot::edge {

std::string DeviceRegistry::Key(const std::string& model, const std::string& device_id) {
  return std::to_string(model.size()) + ":" + model + device_id;
}

Device* DeviceRegistry::Find(const std::string& model, const std::string& device_id) {
  const auto found = by_key_.find(Key(model, device_id));
  if (found == by_key_.end()) return nullptr;
  devices_.splice(devices_.begin(), devices_, found->second);
  return &found->second->second;
}

Device& DeviceRegistry::Add(const std::string& model, const std::string& device_id, size_t layer_count) {
  const std::string key = Key(model, device_id);
  if (const auto known = by_key_.find(key); known != by_key_.end()) {
    devices_.erase(known->second);
    by_key_.erase(known);
  }
  if (devices_.size() >= options_.max_devices) {
    by_key_.erase(devices_.back().first);
    devices_.pop_back();
  }
  devices_.emplace_front(key, Device{.layer_times = profile::LayerTimes(layer_count, options_.layer_times),
                                     .link = profile::LinkEstimator(options_.link)});
  by_key_[key] = devices_.begin();
  return devices_.front().second;
}

}  // namespace sciot::edge
