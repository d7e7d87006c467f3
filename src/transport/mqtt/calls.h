// Calls of an edge through a broker: each is one message there and one back, in the form of
// transport/http/websocket_message.h.
#pragma once

#include <memory>
#include <string>

#include "sciot/mqtt.h"
#include "sciot/result.h"
#include "transport/http/client.h"
#include "transport/mqtt/connection.h"

namespace sciot::transport::mqtt {

struct CallOptions {
  Address address;
  // With a client_id.
  MqttOptions mqtt;
  bool keeps_session = true;
  // Where requests are published, and where their answers come.
  std::string request_topic = {};
  std::string answer_topic = {};
  // Published when this client comes, and when it goes or is lost.
  Message greeting = {};
  Message farewell = {};
  // Largest head of an answer.
  size_t max_header_bytes = size_t{16} << 10;
};

// A connection that several callers share. Thread-safe.
class Calls {
 public:
  // Begins to connect.
  static Result<std::shared_ptr<Calls>> Open(CallOptions options);

  ~Calls();

  // One who calls; keeps `calls` open. A call waits for the first attempt to connect, but while a broker that was lost
  // or could not be reached is away it fails at once. An answer that comes too late is dropped, as is one that comes
  // twice.
  static std::unique_ptr<http::Caller> MakeCaller(std::shared_ptr<Calls> calls);

 private:
  class Impl;
  class SharedCaller;
  explicit Calls(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sciot::transport::mqtt
