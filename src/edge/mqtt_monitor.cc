#include "edge/mqtt_monitor.h"

#include <algorithm>
#include <string_view>

#include "protocol/mqtt_topics.h"

namespace sciot::edge {
namespace {

struct EventName {
  MqttEvent event;
  std::string_view name;
};

constexpr std::array kNames = {
    EventName{MqttEvent::kConnected, "connections"},         EventName{MqttEvent::kRequest, "requests"},
    EventName{MqttEvent::kLegacyMessage, "legacy_messages"}, EventName{MqttEvent::kAnswer, "answers"},
    EventName{MqttEvent::kMalformed, "malformed_messages"},  EventName{MqttEvent::kDuplicate, "duplicates"},
    EventName{MqttEvent::kOversized, "oversized_messages"},  EventName{MqttEvent::kUnsent, "unsent_answers"}};

}  // namespace

void MqttMonitor::SetPresence(const std::string& device, bool is_online) {
  const std::lock_guard lock(mutex_);
  if (!is_online_.contains(device) && is_online_.size() >= max_devices_) {
    const auto offline = std::ranges::find_if(is_online_, [](const auto& entry) { return !entry.second; });
    is_online_.erase(offline == is_online_.end() ? is_online_.begin() : offline);
  }
  is_online_[device] = is_online;
}

void MqttMonitor::AddTo(protocol::EdgeStatus& status) const {
  protocol::Counters& counters = status.counters["mqtt"];
  for (const auto& [event, name] : kNames) counters[std::string(name)] = counts_[static_cast<size_t>(event)];
  protocol::MqttStatus& mqtt = status.mqtt.emplace();
  mqtt.is_connected = is_connected_;
  const std::lock_guard lock(mutex_);
  for (const auto& [device, is_online] : is_online_) {
    mqtt.devices[device] = is_online ? protocol::kMqttOnline : protocol::kMqttOffline;
  }
}

}  // namespace sciot::edge
