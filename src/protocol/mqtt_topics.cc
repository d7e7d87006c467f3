#include "protocol/mqtt_topics.h"

#include "protocol/name.h"
#include "protocol/target.h"

namespace sciot::protocol {
namespace {

constexpr std::string_view kRequest = "/request/";
constexpr std::string_view kAnswer = "/answer/";
constexpr std::string_view kPresence = "/device/";
constexpr std::string_view kEdge = "/edge/name";
constexpr std::string_view kAnyDevice = "+";
constexpr std::string_view kLegacyPicture = "/input_data";
constexpr std::string_view kLegacyFrame = "/model_inference_result";
constexpr std::string_view kLegacyLayer = "/offloading_layer";

std::string Topic(std::string_view edge, std::string_view kind, std::string_view device) {
  return std::string(edge) + std::string(kind) + std::string(device);
}

Result<MqttSource> Source(MqttKind kind, std::string device, const Limits& limits) {
  SCIOT_TRY(CheckName(device, "the device of a topic", limits));
  return MqttSource{kind, std::move(device)};
}

// The device of one percent-encoded level.
Result<MqttSource> SourceOfLevel(MqttKind kind, std::string_view level, const Limits& limits) {
  SCIOT_ASSIGN(const Target target, ParseTarget("/" + std::string(level)));
  if (target.segments.size() == 1 && target.query.empty()) return Source(kind, target.segments[0], limits);
  return Error{ErrorCode::kInvalidArgument, "'" + std::string(level) + "' is not the name of a device"};
}

// The level before `ending`, where a topic is two levels and ends so.
std::optional<std::string_view> LevelBefore(std::string_view topic, std::string_view ending) {
  if (!topic.ends_with(ending)) return std::nullopt;
  topic.remove_suffix(ending.size());
  return topic.find('/') == std::string_view::npos ? std::optional(topic) : std::nullopt;
}

}  // namespace

std::string MqttRequestTopic(std::string_view edge, std::string_view device) {
  return Topic(edge, kRequest, EncodeSegment(device));
}

std::string MqttAnswerTopic(std::string_view edge, std::string_view device) {
  return Topic(edge, kAnswer, EncodeSegment(device));
}

std::string MqttPresenceTopic(std::string_view edge, std::string_view device) {
  return Topic(edge, kPresence, EncodeSegment(device));
}

std::string MqttEdgeTopic(std::string_view edge) {
  return Topic(edge, kEdge, "");
}

std::string MqttRequestFilter(std::string_view edge) {
  return Topic(edge, kRequest, kAnyDevice);
}

std::string MqttPresenceFilter(std::string_view edge) {
  return Topic(edge, kPresence, kAnyDevice);
}

std::string LegacyLayerTopic(std::string_view device) {
  return std::string(device) + std::string(kLegacyLayer);
}

Result<MqttSource> ParseMqttTopic(std::string_view topic, std::string_view edge, const Limits& limits) {
  if (topic.starts_with(edge)) {
    const std::string_view below = topic.substr(edge.size());
    if (below.starts_with(kRequest)) return SourceOfLevel(MqttKind::kRequest, below.substr(kRequest.size()), limits);
    if (below == kEdge) return MqttSource{MqttKind::kEdge, ""};
    if (below.starts_with(kPresence)) return SourceOfLevel(MqttKind::kPresence, below.substr(kPresence.size()), limits);
  }
  if (topic == kLegacyRegistrationTopic) return MqttSource{MqttKind::kLegacyRegistration, ""};
  if (const auto level = LevelBefore(topic, kLegacyPicture)) {
    return Source(MqttKind::kLegacyPicture, std::string(*level), limits);
  }
  if (const auto level = LevelBefore(topic, kLegacyFrame)) {
    return Source(MqttKind::kLegacyFrame, std::string(*level), limits);
  }
  return Error{ErrorCode::kInvalidArgument, "'" + std::string(topic) + "' is no topic of an edge"};
}

}  // namespace sciot::protocol
