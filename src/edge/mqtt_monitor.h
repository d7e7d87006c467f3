// What an edge knows and counts of its broker, for its status.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "protocol/edge_status.h"

namespace sciot::edge {

enum class MqttEvent {
  kConnected,
  kRequest,
  kLegacyMessage,
  kAnswer,
  kMalformed,  // not ours, or wrong
  kDuplicate,  // a request that came before
  kOversized,  // larger than max_payload_bytes
  kUnsent,     // an answer that could not be sent
};

// Thread-safe.
class MqttMonitor {
 public:
  // Devices that are remembered; those that are offline are forgotten for new ones.
  explicit MqttMonitor(size_t max_devices) : max_devices_(max_devices) {}

  void Count(MqttEvent event) { ++counts_[static_cast<size_t>(event)]; }
  void SetConnected(bool is_connected) { is_connected_ = is_connected; }
  void SetPresence(const std::string& device, bool is_online);

  void AddTo(protocol::EdgeStatus& status) const;

 private:
  const size_t max_devices_;
  std::array<std::atomic<uint64_t>, static_cast<size_t>(MqttEvent::kUnsent) + 1> counts_{};
  std::atomic<bool> is_connected_ = false;
  mutable std::mutex mutex_;
  std::map<std::string, bool> is_online_;  // by device; guarded by mutex_
};

}  // namespace sciot::edge
