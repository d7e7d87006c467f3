#include "transport/mqtt/library.h"

#include <mqtt_protocol.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>

#include "base/file.h"

namespace sciot::transport::mqtt {
namespace {

constexpr int kAtLeastOnce = 1;  // QoS
// Granted QoS and reasons of MQTT 5: from here on a refusal.
constexpr int kFirstReason = 128;
// Of a packet beside its payload: topics, properties, lengths.
constexpr size_t kMaxHeadBytes = size_t{64} << 10;
constexpr size_t kMaxPasswordBytes = 1024;
constexpr size_t kMaxPemBytes = size_t{1} << 20;
constexpr const char* kSystemPems = "/etc/ssl/certs";
constexpr size_t kMaxMqttPayloadBytes = 268'435'455 - kMaxHeadBytes;
constexpr int kMaxKeepAliveSeconds = 65'535;
constexpr int kMinKeepAliveSeconds = 5;

// Set up once in a process, and released at its end.
class Library {
 public:
  Library() { mosquitto_lib_init(); }
  ~Library() { mosquitto_lib_cleanup(); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
};

// A list of MQTT 5 properties that is being made.
class Properties {
 public:
  Properties() = default;
  Properties(const Properties&) = delete;
  Properties& operator=(const Properties&) = delete;
  ~Properties() { mosquitto_property_free_all(&list_); }

  // Each false where memory or the value does not allow it.
  bool AddNumber(int identifier, uint32_t value) {
    return mosquitto_property_add_int32(&list_, identifier, value) == MOSQ_ERR_SUCCESS;
  }
  bool AddText(int identifier, const std::string& value) {
    return mosquitto_property_add_string(&list_, identifier, value.c_str()) == MOSQ_ERR_SUCCESS;
  }
  bool AddBytes(int identifier, const Bytes& value) {
    return value.size() <= UINT16_MAX &&
           mosquitto_property_add_binary(&list_, identifier, value.data(), static_cast<uint16_t>(value.size())) ==
               MOSQ_ERR_SUCCESS;
  }
  const mosquitto_property* get() const { return list_; }

 private:
  mosquitto_property* list_ = nullptr;
};

Error Invalid(std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(message)};
}

LibraryEvents& EventsOf(void* object) {
  return *static_cast<LibraryEvents*>(object);
}

void OnConnect(mosquitto* /*client*/, void* object, int code, int /*flags*/, const mosquitto_property* /*properties*/) {
  if (code == 0) return EventsOf(object).OnAccepted();
  EventsOf(object).OnRefused(code >= kFirstReason ? mosquitto_reason_string(code) : mosquitto_connack_string(code));
}

void OnSubscribe(mosquitto* /*client*/, void* object, int /*id*/, int count, const int* granted) {
  bool is_granted = true;
  for (int i = 0; i < count; ++i) is_granted = is_granted && granted[i] < kFirstReason;
  EventsOf(object).OnSubscribed(is_granted);
}

void OnDisconnect(mosquitto* /*client*/, void* object, int code, const mosquitto_property* /*properties*/) {
  EventsOf(object).OnClosed(code >= kFirstReason ? mosquitto_reason_string(code) : mosquitto_strerror(code));
}

void OnPublish(mosquitto* /*client*/, void* object, int id, int code, const mosquitto_property* /*properties*/) {
  EventsOf(object).OnAcknowledged(id, code >= kFirstReason ? mosquitto_reason_string(code) : "");
}

std::string ReadText(const mosquitto_property* properties, int identifier) {
  char* value = nullptr;
  mosquitto_property_read_string(properties, identifier, &value, false);
  std::string text = value == nullptr ? "" : value;
  std::free(value);
  return text;
}

Bytes ReadBytes(const mosquitto_property* properties, int identifier) {
  void* value = nullptr;
  uint16_t size = 0;
  mosquitto_property_read_binary(properties, identifier, &value, &size, false);
  const auto* bytes = static_cast<const std::byte*>(value);
  Bytes read(bytes, bytes + (value == nullptr ? 0 : size));
  std::free(value);
  return read;
}

void OnMessage(mosquitto* /*client*/, void* object, const mosquitto_message* message,
               const mosquitto_property* properties) {
  const auto* payload = static_cast<const std::byte*>(message->payload);
  const auto size = static_cast<size_t>(message->payloadlen);
  if (size > EventsOf(object).max_payload_bytes()) return EventsOf(object).OnOversized(message->topic, size);
  Message received{message->topic, Bytes(payload, payload + size), message->retain};
  received.response_topic = ReadText(properties, MQTT_PROP_RESPONSE_TOPIC);
  received.correlation = ReadBytes(properties, MQTT_PROP_CORRELATION_DATA);
  EventsOf(object).OnMessage(std::move(received));
}

void SetCallbacks(mosquitto& client) {
  mosquitto_connect_v5_callback_set(&client, OnConnect);
  mosquitto_subscribe_callback_set(&client, OnSubscribe);
  mosquitto_disconnect_v5_callback_set(&client, OnDisconnect);
  mosquitto_publish_v5_callback_set(&client, OnPublish);
  mosquitto_message_v5_callback_set(&client, OnMessage);
}

int64_t WholeSeconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

const char* PathOrNull(const std::filesystem::path& path) {
  return path.empty() ? nullptr : path.c_str();
}

Status SetPassword(mosquitto& client, const MqttOptions& options) {
  if (options.username.empty()) return {};
  std::string password;
  if (!options.password_file.empty()) {
    SCIOT_ASSIGN(password, ReadTextFile(options.password_file, kMaxPasswordBytes));
    password.resize(std::min(password.size(), password.find_first_of("\r\n")));
  }
  const int code = mosquitto_username_pw_set(&client, options.username.c_str(), password.c_str());
  return code == MOSQ_ERR_SUCCESS ? Status() : Status(LibraryError("mqtt.username", code));
}

Status SetEncryption(mosquitto& client, const MqttOptions& options) {
  for (const auto& file : {options.ca_file, options.certificate_file, options.key_file}) {
    if (!file.empty()) SCIOT_TRY(FileSize(file, kMaxPemBytes));
  }
  if (options.ca_file.empty()) mosquitto_int_option(&client, MOSQ_OPT_TLS_USE_OS_CERTS, 1);
  const int code =
      mosquitto_tls_set(&client, PathOrNull(options.ca_file), options.ca_file.empty() ? kSystemPems : nullptr,
                        PathOrNull(options.certificate_file), PathOrNull(options.key_file), nullptr);
  return code == MOSQ_ERR_SUCCESS ? Status() : Status(LibraryError("TLS to the broker", code));
}

Status SetFarewell(mosquitto& client, const Message& farewell) {
  const int code = mosquitto_will_set(&client, farewell.topic.c_str(), static_cast<int>(farewell.payload.size()),
                                      farewell.payload.data(), kAtLeastOnce, farewell.is_retained);
  return code == MOSQ_ERR_SUCCESS ? Status() : Status(LibraryError("the last will", code));
}

// The library takes properties of a connection only with the call that waits for it, but keeps them for all later ones:
// this one cannot succeed and ends at once, since nobody listens on port 0.
void KeepProperties(mosquitto& client, const mosquitto_property* properties, int keep_alive) {
  mosquitto_connect_bind_v5(&client, "127.0.0.1", 0, keep_alive, nullptr, properties);
}

Status SetVersion(mosquitto& client, const ConnectionOptions& options) {
  const MqttOptions& mqtt = options.mqtt;
  const bool is_version_5 = mqtt.version == MqttVersion::kV5;
  mosquitto_int_option(&client, MOSQ_OPT_PROTOCOL_VERSION, is_version_5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311);
  if (!is_version_5) return {};
  Properties properties;
  const int64_t kept = options.keeps_session ? WholeSeconds(mqtt.session_expiry) : 0;
  const size_t largest = mqtt.max_payload_bytes + kMaxHeadBytes;
  if (!properties.AddNumber(MQTT_PROP_SESSION_EXPIRY_INTERVAL, static_cast<uint32_t>(kept)) ||
      !properties.AddNumber(MQTT_PROP_MAXIMUM_PACKET_SIZE, static_cast<uint32_t>(largest))) {
    return LibraryError("properties of the connection", MOSQ_ERR_NOMEM);
  }
  KeepProperties(client, properties.get(), static_cast<int>(WholeSeconds(mqtt.keep_alive)));
  return {};
}

bool FillProperties(const Message& message, Properties& properties) {
  return (message.response_topic.empty() || properties.AddText(MQTT_PROP_RESPONSE_TOPIC, message.response_topic)) &&
         (message.correlation.empty() || properties.AddBytes(MQTT_PROP_CORRELATION_DATA, message.correlation)) &&
         (!message.expiry_seconds || properties.AddNumber(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL, *message.expiry_seconds));
}

}  // namespace

Error LibraryError(const std::string& what, int code) {
  const std::string reason = code == MOSQ_ERR_ERRNO ? std::strerror(errno) : mosquitto_strerror(code);
  return {code == MOSQ_ERR_OVERSIZE_PACKET ? ErrorCode::kTooLarge : ErrorCode::kUnavailable, what + ": " + reason};
}

Status CheckOptions(const ConnectionOptions& options) {
  const MqttOptions& mqtt = options.mqtt;
  if (mqtt.client_id.empty()) return Invalid("mqtt.client_id is empty");
  const int64_t keep_alive = WholeSeconds(mqtt.keep_alive);
  if (keep_alive < kMinKeepAliveSeconds || keep_alive > kMaxKeepAliveSeconds) {
    return Invalid("a keep-alive of " + std::to_string(keep_alive) + " s is not from 5 to 65535");
  }
  if (mqtt.max_payload_bytes > kMaxMqttPayloadBytes) {
    return Invalid("max_payload_bytes of " + std::to_string(mqtt.max_payload_bytes) + " is more than MQTT takes, " +
                   std::to_string(kMaxMqttPayloadBytes));
  }
  return {};
}

Result<Handle> MakeClient(const ConnectionOptions& options, LibraryEvents& events) {
  static const Library library;
  Handle client(mosquitto_new(options.mqtt.client_id.c_str(), !options.keeps_session, &events));
  if (client == nullptr) return LibraryError("client '" + options.mqtt.client_id + "'", MOSQ_ERR_INVAL);
  mosquitto_int_option(client.get(), MOSQ_OPT_TCP_NODELAY, 1);
  SCIOT_TRY(SetPassword(*client, options.mqtt));
  SCIOT_TRY(SetVersion(*client, options));
  if (options.address.is_encrypted) SCIOT_TRY(SetEncryption(*client, options.mqtt));
  if (options.farewell) SCIOT_TRY(SetFarewell(*client, *options.farewell));
  SetCallbacks(*client);
  return client;
}

Status BeginConnecting(mosquitto& client, const ConnectionOptions& options) {
  const Address& address = options.address;
  const int code = mosquitto_connect_bind_async(&client, address.host.c_str(), address.port,
                                                static_cast<int>(WholeSeconds(options.mqtt.keep_alive)), nullptr);
  return code == MOSQ_ERR_SUCCESS ? Status() : Status(LibraryError("cannot connect", code));
}

Status Subscribe(mosquitto& client, const std::vector<std::string>& filters) {
  std::vector<std::string> copies = filters;  // the library takes pointers to what it does not change
  std::vector<char*> pointers;
  for (std::string& filter : copies) pointers.push_back(filter.data());
  const int code = mosquitto_subscribe_multiple(&client, nullptr, static_cast<int>(pointers.size()), pointers.data(),
                                                kAtLeastOnce, 0, nullptr);
  return code == MOSQ_ERR_SUCCESS ? Status() : Status(LibraryError("cannot subscribe", code));
}

Result<int> Send(mosquitto& client, const Message& message, MqttVersion version) {
  Properties properties;
  const bool is_version_5 = version == MqttVersion::kV5;
  if (is_version_5 && !FillProperties(message, properties)) {
    return Error{ErrorCode::kInvalidArgument, "a message to '" + message.topic + "' has properties that cannot be"};
  }
  int id = 0;
  const int code = mosquitto_publish_v5(&client, &id, message.topic.c_str(), static_cast<int>(message.payload.size()),
                                        message.payload.data(), kAtLeastOnce, message.is_retained, properties.get());
  if (code != MOSQ_ERR_SUCCESS) return LibraryError("a message to '" + message.topic + "'", code);
  return id;
}

}  // namespace sciot::transport::mqtt
