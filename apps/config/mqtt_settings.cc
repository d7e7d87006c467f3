#include "mqtt_settings.h"

#include <cstdint>

namespace sciot::app {
namespace {

constexpr double kLeastKeepAlive = 5;
constexpr double kMostKeepAlive = 65'535;
constexpr double kYear = 365 * Settings::kSecondsOfADay;
constexpr uint64_t kMaxPayloadBytes = uint64_t{255} << 20;

}  // namespace

void AddMqttKeys(Settings& settings, MqttOptions& options, const std::filesystem::path& directory) {
  settings.Choice({"version", "of MQTT"}, options.version, {{"3.1.1", MqttVersion::kV311}, {"5", MqttVersion::kV5}})
      .Text({"client_id", "how the broker knows this client; no two may share one; empty: made from this one's name"},
            options.client_id)
      .Text({"username", "at the broker; empty: none"}, options.username)
      .Path({"password_file", "its first line is the password"}, options.password_file, directory)
      .Path({"ca_file", "PEM: who may have signed the broker's certificate; empty: whom the system trusts"},
            options.ca_file, directory)
      .Path({"certificate_file", "PEM: this client's own certificate; empty: none"}, options.certificate_file,
            directory)
      .Path({"key_file", "PEM: its key"}, options.key_file, directory)
      .Seconds({"keep_alive_s", "of silence, then the client pings"}, options.keep_alive,
               Interval::From(kLeastKeepAlive, kMostKeepAlive))
      .Seconds({"session_expiry_s", "that the broker keeps the session of a client that is away; with 5 only"},
               options.session_expiry, Interval::From(0, kYear))
      .Seconds({"connect_timeout_s", "until the broker has taken the subscriptions"}, options.connect_timeout)
      .Seconds({"reconnect_pause_s", "after a failed attempt; doubles up to the longest, with jitter"},
               options.reconnect_pause)
      .Seconds({"longest_reconnect_pause_s", "between two attempts"}, options.longest_reconnect_pause)
      .Count({"max_payload_bytes", "of a message; larger ones are refused"}, options.max_payload_bytes,
             {1, kMaxPayloadBytes})
      .Count({"max_queued_messages", "that wait for the broker; one more is refused"}, options.max_queued_messages, {1})
      .Count({"max_queued_bytes", "of their payloads together"}, options.max_queued_bytes, {1});
}

}  // namespace sciot::app
