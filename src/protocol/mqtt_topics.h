// The topics of MQTT, of devices of ours and of the first firmware. docs/mqtt.md describes what travels there.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/limits.h"
#include "sciot/result.h"

namespace sciot::protocol {

// What a topic that an edge listens to is for.
enum class MqttKind {
  kRequest,
  kPresence,
  kEdge,                // of no device: which edge has the topic
  kLegacyRegistration,  // of no device: the message names it
  kLegacyPicture,
  kLegacyFrame
};

struct MqttSource {
  MqttKind kind;
  std::string device;

  bool operator==(const MqttSource&) const = default;
};

// Topics below the one of an edge. A device's name is one level, percent-encoded where it has to be.
std::string MqttRequestTopic(std::string_view edge, std::string_view device);
std::string MqttAnswerTopic(std::string_view edge, std::string_view device);
std::string MqttPresenceTopic(std::string_view edge, std::string_view device);
// Where an edge publishes its name, retained, so that another at the same topic notices.
std::string MqttEdgeTopic(std::string_view edge);
// Of all devices.
std::string MqttRequestFilter(std::string_view edge);
std::string MqttPresenceFilter(std::string_view edge);

// What a device publishes at its presence topic, retained.
inline constexpr std::string_view kMqttOnline = "online";
inline constexpr std::string_view kMqttOffline = "offline";

// Of the first firmware; the last is where an edge publishes.
inline constexpr std::string_view kLegacyRegistrationTopic = "devices/";
inline constexpr std::string_view kLegacyPictureFilter = "+/input_data";
inline constexpr std::string_view kLegacyFrameFilter = "+/model_inference_result";
std::string LegacyLayerTopic(std::string_view device);

// Whose message came at a topic. An error when it is none of those above, or names a device that cannot be.
Result<MqttSource> ParseMqttTopic(std::string_view topic, std::string_view edge, const Limits& limits = {});

}  // namespace sciot::protocol
