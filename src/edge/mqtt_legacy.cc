#include "edge/mqtt_legacy.h"

#include <utility>

#include "base/log.h"

namespace sciot::edge {
namespace {

// Whether a name can be the first level of a topic.
bool IsLevel(const std::string& device) {
  return device.find_first_of("/+#") == std::string::npos && !device.starts_with('$');
}

}  // namespace

void MqttLegacy::TakeIn(const protocol::MqttSource& source, Bytes payload) {
  monitor_.Count(MqttEvent::kLegacyMessage);
  if (source.kind == protocol::MqttKind::kLegacyRegistration) return TakeInRegistration(payload);
  if (source.kind == protocol::MqttKind::kLegacyPicture) return TakeInPicture(source.device, payload);
  TakeInFrame(source.device, std::move(payload));
}

void MqttLegacy::TakeInRegistration(const Bytes& payload) {
  const auto registration = protocol::DecodeLegacyRegistration(payload, options_.message_limits);
  if (!registration.ok()) return Refuse("", registration.error());
  const std::string& device = registration.value().id;
  if (!IsLevel(device)) return Refuse(device, {ErrorCode::kInvalidArgument, "its name cannot be part of a topic"});
  if (const Status registered = legacy_.Register(registration.value(), ""); !registered.ok()) {
    return Refuse(device, registered.error());
  }
  PublishLayer(device);
}

void MqttLegacy::TakeInPicture(const std::string& device, const Bytes& payload) {
  legacy_.TakeInPicture(device, payload, options_.legacy.mqtt_pixels, [this, device](const Status& status) {
    if (!status.ok()) Refuse(device, status.error());
  });
}

void MqttLegacy::TakeInFrame(const std::string& device, Bytes payload) {
  const auto bytes = std::make_shared<const Bytes>(std::move(payload));
  auto frame = protocol::DecodeLegacyFrame(*bytes, options_.message_limits);
  if (!frame.ok()) return Refuse(device, frame.error());
  const Result<std::string> sender = legacy_.Identify(device, frame.value().device_id, "");
  if (!sender.ok()) return Refuse(device, sender.error());
  legacy_.TakeInFrame(device, bytes, std::move(frame).value(), [this, device](const Status& status) {
    if (!status.ok()) Refuse(device, status.error());
    PublishLayer(device);  // also after a cut that cannot be continued, so that the next is another
  });
}

void MqttLegacy::PublishLayer(const std::string& device) {
  const Result<int32_t> layer = legacy_.NextLayer(device);
  if (!layer.ok()) return Refuse(device, layer.error());
  publish_(protocol::LegacyLayerTopic(device), protocol::EncodeLegacyLayer(layer.value()));
}

void MqttLegacy::Refuse(const std::string& device, const Error& error) {
  if (error.code == ErrorCode::kInvalidArgument) {
    service_.CountMalformed();
    monitor_.Count(MqttEvent::kMalformed);
  }
  LogWarning("legacy device '" + device + "' over MQTT: " + error.message);
}

}  // namespace sciot::edge
