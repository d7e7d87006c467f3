// Where a broker is, and below which topics an edge listens there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sciot/result.h"

namespace sciot::transport::mqtt {

inline constexpr std::string_view kDefaultTopic = "sciot/edge";

struct Address {
  // Name or address, IPv6 without brackets.
  std::string host;
  uint16_t port = 1883;
  bool is_encrypted = false;
  // What the edge's topics start with.
  std::string topic{kDefaultTopic};

  // "mqtt://HOST[:PORT][/TOPIC]", or mqtts:// for TLS, whose port is 8883 unless given.
  static Result<Address> Parse(std::string_view text);

  // "host:port", IPv6 in brackets.
  std::string Authority() const;

  bool operator==(const Address&) const = default;
};

// Whether a text is meant as the address of a broker.
bool IsAddress(std::string_view text);

// Refuses what cannot start a topic: empty, longer than 200 bytes, not visible ASCII, with a wildcard, a slash at its
// start or end, or a '$' at its start.
Status CheckTopic(std::string_view topic);

}  // namespace sciot::transport::mqtt
