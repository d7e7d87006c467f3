// What a device measured of its link.
#pragma once

#include <cstdint>

namespace sciot::protocol {

// One exchange with the edge as the device saw it.
struct LinkSample {
  // Microseconds of the round trip less the time the edge says it spent.
  double us = 0;
  // Bytes of the request's body and of the answer's.
  uint64_t sent_bytes = 0;
  uint64_t received_bytes = 0;

  bool operator==(const LinkSample&) const = default;
};

}  // namespace sciot::protocol
