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

const Device* DeviceRegistry::Peek(const std::string& model, const std::string& device_id) const {
  const auto found = by_key_.find(Key(model, device_id));
  return found == by_key_.end() ? nullptr : &found->second->second;
}

Device& DeviceRegistry::Add(const std::string& model, const std::string& device_id, size_t layer_count) {
  std::string key = Key(model, device_id);
  Device device(layer_count, options_);
  if (const auto known = by_key_.find(key); known != by_key_.end()) {
    const Device& before = known->second->second;
    device.counts = before.counts;
    device.decisions = before.decisions;
    device.decision_state = before.decision_state;
    device.link = before.link;
    device.last = before.last;
    const auto entry = known->second;
    by_key_.erase(known);
    devices_.erase(entry);
  }
  if (devices_.size() >= options_.max_devices) {
    by_key_.erase(devices_.back().first);
    devices_.pop_back();
  }
  devices_.emplace_front(std::move(key), std::move(device));
  by_key_[devices_.front().first] = devices_.begin();
  return devices_.front().second;
}

void DeviceRegistry::VisitAll(const std::string& model, const Visit& visit) const {
  const std::string prefix = Key(model, "");
  for (const auto& [key, device] : devices_) {
    if (key.starts_with(prefix)) visit(std::string_view(key).substr(prefix.size()), device);
  }
}

void DeviceRegistry::ResetDecisionStates() {
  for (auto& [key, device] : devices_) device.decision_state = {};
}

}  // namespace sciot::edge
