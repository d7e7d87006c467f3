// What a network link is like.
#pragma once

#include "base/clock.h"

namespace sciot::transport::link {

struct LinkConditions {
  // Bandwidth from the client to the target, and back; 0: unlimited.
  double uplink_bytes_per_second = 0;
  double downlink_bytes_per_second = 0;
  // Added to every byte, each way.
  Duration one_way_delay = Duration::zero();
  // False: a blackout. Open connections are reset, and so is each new one.
  bool up = true;
};

}  // namespace sciot::transport::link
