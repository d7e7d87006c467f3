#include "edge/legacy_devices.h"

namespace sciot::edge {

LegacyDevice& LegacyDevices::Meet(const std::string& id) {
  if (LegacyDevice* known = Find(id); known != nullptr) return *known;
  if (devices_.size() >= max_devices_) ForgetOldest();
  devices_.push_front({id, "", std::nullopt, std::nullopt});
  by_id_[id] = devices_.begin();
  return devices_.front();
}

void LegacyDevices::Register(const std::string& id, const std::string& address) {
  LegacyDevice& device = Meet(id);
  if (const auto last = by_address_.find(device.address); last != by_address_.end() && last->second->id == id) {
    by_address_.erase(last);
  }
  device.address = address;
  by_address_[address] = by_id_.at(id);
}

LegacyDevice* LegacyDevices::Find(const std::string& id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return nullptr;
  devices_.splice(devices_.begin(), devices_, found->second);
  return &devices_.front();
}

const LegacyDevice* LegacyDevices::FindAt(const std::string& address) const {
  const auto found = by_address_.find(address);
  return found == by_address_.end() ? nullptr : &*found->second;
}

void LegacyDevices::ForgetOldest() {
  const LegacyDevice& oldest = devices_.back();
  if (const auto at = by_address_.find(oldest.address); at != by_address_.end() && at->second->id == oldest.id) {
    by_address_.erase(at);
  }
  by_id_.erase(oldest.id);
  devices_.pop_back();
}

}  // namespace sciot::edge
