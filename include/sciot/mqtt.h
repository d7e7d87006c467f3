// How a broker of MQTT is spoken to.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>

namespace sciot {

enum class MqttVersion { kV311, kV5 };

struct MqttOptions {
  MqttVersion version = MqttVersion::kV5;
  // How the broker knows this client, and keeps its session. Two clients of one name push each other out. Empty: made
  // from the name of the device, or from host name and port of the edge.
  std::string client_id;
  // With `password_file`, whose first line is the password; empty: none.
  std::string username;
  std::filesystem::path password_file;
  // Of mqtts://. PEM: who may have signed the broker's certificate; empty: those that the system trusts.
  std::filesystem::path ca_file;
  // PEM: this client's own certificate and its key; empty: none.
  std::filesystem::path certificate_file;
  std::filesystem::path key_file;
  // Longest silence before the client pings; the broker gives up after one and a half of it. In whole seconds, 5 to
  // 65535.
  std::chrono::nanoseconds keep_alive = std::chrono::seconds(30);
  // How long the broker keeps the session of a client that is away, in whole seconds. MQTT 5 only; with 3.1.1 the
  // broker decides.
  std::chrono::nanoseconds session_expiry = std::chrono::hours(1);
  // Longest time from the attempt to connect until the broker has taken the subscriptions.
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds(5);
  // Pause after a failed attempt; it doubles with each one up to the longest, with jitter.
  std::chrono::nanoseconds reconnect_pause = std::chrono::seconds(1);
  std::chrono::nanoseconds longest_reconnect_pause = std::chrono::seconds(60);
  // Largest payload, sent or received.
  size_t max_payload_bytes = size_t{64} << 20;
  // Messages that wait for the broker's acknowledgement, and the sum of their payloads; what comes on top is refused.
  size_t max_queued_messages = 256;
  size_t max_queued_bytes = size_t{256} << 20;
};

}  // namespace sciot
