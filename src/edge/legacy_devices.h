// The devices of the first firmware, by id and by the address they registered from.
#pragma once

#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "protocol/legacy_json.h"

namespace sciot::edge {

struct LegacyDevice {
  std::string id;
  std::string address;
  // What the last frame decided and nobody asked for yet.
  std::optional<int32_t> next_layer;
  std::optional<protocol::LegacyPrediction> prediction;
};

// Bounded: the one unheard of longest is forgotten for a new one. Not thread-safe.
class LegacyDevices {
 public:
  // Requires max_devices >= 1.
  explicit LegacyDevices(size_t max_devices) : max_devices_(max_devices) {}

  // The device, which is added where it is not known, and counts as heard of now.
  LegacyDevice& Meet(const std::string& id);
  // The same, as the last one that registered from there.
  void Register(const std::string& id, const std::string& address);
  // Null where it is not known.
  LegacyDevice* Find(const std::string& id);
  // The one that registered last from there; null where none did.
  const LegacyDevice* FindAt(const std::string& address) const;

 private:
  void ForgetOldest();

  size_t max_devices_;
  std::list<LegacyDevice> devices_;  // heard of last, first
  std::unordered_map<std::string, std::list<LegacyDevice>::iterator> by_id_;
  std::unordered_map<std::string, std::list<LegacyDevice>::iterator> by_address_;
};

}  // namespace sciot::edge
