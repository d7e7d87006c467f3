// What the edge knows of each device.
#pragma once

#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "edge/device.h"
#include "edge/options.h"

namespace sciot::edge {

// Devices by model and id; bounded: the one unheard of longest is forgotten for a new one. Not thread-safe.
class DeviceRegistry {
 public:
  // `options` must outlive the registry.
  explicit DeviceRegistry(const EdgeOptions& options) : options_(options) {}

  // The device, which counts as heard of now; nullptr when it is not registered (or was forgotten).
  Device* Find(const std::string& model, const std::string& device_id);

  // The same, for those who only look: it does not count as heard of.
  const Device* Peek(const std::string& model, const std::string& device_id) const;

  // Replaces what was known of the device by a fresh state; what was counted, the link and what the algorithm remembers
  // stay.
  Device& Add(const std::string& model, const std::string& device_id, size_t layer_count);

  // Calls `visit` for each device of a model, the one heard of last first.
  using Visit = std::function<void(std::string_view device_id, const Device& device)>;
  void VisitAll(const std::string& model, const Visit& visit) const;

  // For another algorithm: each device keeps its profile, and nothing of what the last algorithm remembered of it.
  void ResetDecisionStates();

  size_t size() const { return devices_.size(); }

 private:
  using Entry = std::pair<std::string, Device>;  // key and state
  static std::string Key(const std::string& model, const std::string& device_id);

  const EdgeOptions& options_;
  std::list<Entry> devices_;                                                 // heard of last, first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;  // its keys view the entries'
};

}  // namespace sciot::edge
