#include "device/edge_callers.h"

#include <utility>

#include "protocol/mqtt_topics.h"
#include "transport/http/url.h"
#include "transport/mqtt/calls.h"

namespace sciot::device {
namespace {

using transport::http::Url;
using transport::mqtt::Address;
using transport::mqtt::Calls;
using transport::mqtt::Message;

constexpr const char* kClientPrefix = "sciot-device-";

Message Presence(const std::string& topic, std::string_view word) {
  Message message{topic, {}};
  AppendBytes(message.payload, AsBytes(word));
  message.is_retained = true;
  return message;
}

Result<EdgeCallers> MakeMqttCallers(const DeviceOptions& options, const std::string& url,
                                    const std::string& device_id) {
  SCIOT_ASSIGN(Address address, Address::Parse(url));
  const std::string& topic = address.topic;
  const std::string presence = protocol::MqttPresenceTopic(topic, device_id);
  transport::mqtt::CallOptions calls{.address = address,
                                     .mqtt = options.mqtt,
                                     // The session of a name that no later process has would stay for nothing.
                                     .keeps_session = !options.device_id.empty(),
                                     .request_topic = protocol::MqttRequestTopic(topic, device_id),
                                     .answer_topic = protocol::MqttAnswerTopic(topic, device_id),
                                     .greeting = Presence(presence, protocol::kMqttOnline),
                                     .farewell = Presence(presence, protocol::kMqttOffline)};
  if (calls.mqtt.client_id.empty()) calls.mqtt.client_id = kClientPrefix + device_id;
  // A broker takes one connection of a name, and two edges may share it.
  if (url != options.edge_url) calls.mqtt.client_id += "-" + topic;
  SCIOT_ASSIGN(const auto shared, Calls::Open(std::move(calls)));
  return EdgeCallers{Calls::MakeCaller(shared), Calls::MakeCaller(shared), Calls::MakeCaller(shared)};
}

}  // namespace

Result<EdgeCallers> MakeEdgeCallers(const DeviceOptions& options, const std::string& url,
                                    const std::string& device_id) {
  if (transport::mqtt::IsAddress(url)) return MakeMqttCallers(options, url, device_id);
  SCIOT_ASSIGN(const Url parsed, Url::Parse(url));
  const transport::http::ClientOptions client{.connect_timeout = options.connect_timeout,
                                              .read_timeout = options.read_timeout,
                                              .max_response_bytes = options.max_response_bytes};
  const auto make = [&] { return std::make_unique<transport::http::Client>(parsed, client); };
  return EdgeCallers{make(), make(), make()};
}

Status CheckEdgeUrl(const std::string& url) {
  if (transport::mqtt::IsAddress(url)) {
    const auto address = Address::Parse(url);
    return address.ok() ? Status() : Status(address.error());
  }
  const auto parsed = Url::Parse(url);
  return parsed.ok() ? Status() : Status(parsed.error());
}

}  // namespace sciot::device
