// Where a server is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sciot/result.h"

namespace sciot::transport::http {

struct Url {
  // Name or address, IPv6 without brackets.
  std::string host;
  uint16_t port = 80;
  // Put before every target; empty or starting with a slash, never ending with one.
  std::string prefix;

  // Whether requests go as messages over one WebSocket, opened at PREFIX/ws.
  bool websocket = false;

  // "http://HOST[:PORT][/PREFIX]", or ws:// for the WebSocket.
  static Result<Url> Parse(std::string_view text);

  // "host:port", IPv6 in brackets.
  std::string Authority() const;

  bool operator==(const Url&) const = default;
};

// "host:port", with brackets around an IPv6 address.
std::string JoinHostPort(std::string_view host, uint16_t port);

}  // namespace sciot::transport::http
