// A connection to a broker, which is opened again whenever it is lost.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "sciot/mqtt.h"
#include "sciot/result.h"
#include "transport/mqtt/address.h"
#include "transport/mqtt/message.h"

namespace sciot::transport::mqtt {

struct ConnectionOptions {
  Address address;
  // With a client_id.
  MqttOptions mqtt;
  // Whether the broker keeps the session while this client is away: its subscriptions, and what was published there.
  bool keeps_session = true;
  // Filters of the topics to get, with QoS 1.
  std::vector<std::string> subscriptions = {};
  // Published whenever the subscriptions are in force.
  std::optional<Message> greeting = std::nullopt;
  // Published by the broker when this client is lost, and by the client when it goes.
  std::optional<Message> farewell = std::nullopt;
  // Of the jitter between attempts.
  uint64_t seed = 1;
};

// Called on the connection's thread; must neither block nor throw.
struct ConnectionEvents {
  // The subscriptions are in force.
  std::function<void()> on_connected = [] {};
  // The connection is lost, or could not be made; it is tried again after a pause.
  std::function<void(const Error&)> on_lost = [](const Error&) {};
  std::function<void(Message)> on_message = [](const Message&) {};
  // Larger than max_payload_bytes, and dropped.
  std::function<void(const std::string& topic, size_t payload_bytes)> on_oversized = [](const auto&, size_t) {};
  // What was taken cannot be sent, e.g. since it is larger than the broker takes.
  std::function<void(const Error&)> on_dropped = [](const Error&) {};
};

// Thread-safe but for construction and destruction. All messages have QoS 1.
class Connection {
 public:
  // Refuses options that cannot be meant and files that cannot be read. Nothing is sent before Start.
  static Result<std::unique_ptr<Connection>> Create(ConnectionOptions options, ConnectionEvents events);

  // Stops without grace.
  ~Connection();

  // Call once.
  void Start();

  // Sends after `delay`, and once more where the connection is lost before the broker has acknowledged it. Refused:
  // kTooLarge; kUnavailable when max_queued_messages or max_queued_bytes wait already.
  Status Publish(Message message, Duration delay = Duration::zero());

  // Sends what waits, for at most `grace`, says farewell and ends the thread. Not from an event.
  void Stop(Duration grace);

 private:
  class Impl;
  explicit Connection(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sciot::transport::mqtt
