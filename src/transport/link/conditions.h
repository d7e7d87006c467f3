// What a network link is like.
#pragma once

#include "base/clock.h"

namespace sciot::transport::link {

enum class LinkState {
  kUp,
  // Nothing gets through, as when the radio is out of reach; what waited goes on afterwards.
  kBlackout,
  // Open connections are reset, and so is each new one.
  kRefusing,
  // Half-open: connections seem to live, but what is sent into them is gone, for ever.
  kSilent,
};

struct LinkConditions {
  // Bandwidth from the client to the target, and back; 0: unlimited.
  double uplink_bytes_per_second = 0;
  double downlink_bytes_per_second = 0;
  // Added to every byte, each way.
  Duration one_way_delay = Duration::zero();
  // The delay of bytes that were sent together differs from it by up to this much, evenly distributed; never below 0.
  // What a connection carries stays in order.
  Duration jitter = Duration::zero();
  // Share of packets of kPacketBytes that are lost, 0 to 1. The next attempt comes after `stall`; what follows waits.
  double loss = 0;
  Duration stall = std::chrono::milliseconds(200);  // the least retransmission timeout of Linux
  LinkState state = LinkState::kUp;

  bool operator==(const LinkConditions&) const = default;
};

// The payload of a TCP segment on Ethernet with IPv4: 1500 bytes less two headers of 20.
inline constexpr double kPacketBytes = 1460;

}  // namespace sciot::transport::link
