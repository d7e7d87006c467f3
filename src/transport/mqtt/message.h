// What is published.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace sciot::transport::mqtt {

struct Message {
  std::string topic = {};
  Bytes payload = {};
  // The broker keeps it for those who subscribe later.
  bool is_retained = false;
  // MQTT 5 alone: where an answer is to go, and what it shall repeat; empty: nothing.
  std::string response_topic = {};
  Bytes correlation = {};
  // MQTT 5 alone: the broker drops it after so many seconds.
  std::optional<uint32_t> expiry_seconds = std::nullopt;
};

}  // namespace sciot::transport::mqtt
