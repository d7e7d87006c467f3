// Where a program listens or connects, as command lines write it.
#pragma once

#include <cstdint>
#include <string>

#include "sciot/result.h"

namespace sciot::app {

struct Address {
  std::string host;  // IPv6 in brackets, as it was given
  uint16_t port = 0;
};

// "HOST:PORT", "[IPv6]:PORT", or "PORT" of `default_host`, unless that is empty.
Result<Address> ParseAddress(const std::string& text, const std::string& default_host = "");

}  // namespace sciot::app
