// When bytes sent over a link of limited bandwidth have left it.
#pragma once

#include <cstddef>

#include "base/clock.h"

namespace sciot::transport::link {

// How bytes came to the link: just now, or they had to wait for it while it was busy. Waiting bytes are
// charged from the moment the link became free, so a thread that wakes late loses no bandwidth.
enum class Arrival { kFresh, kWaiting };

// One direction of a link, shared by all its connections. Pure arithmetic; one thread.
class Pacer {
 public:
  // 0: unlimited.
  void SetRate(double bytes_per_second) { bytes_per_second_ = bytes_per_second; }

  // Sends `size_bytes` at `now`; the time when the last of them has left.
  TimePoint Send(size_t size_bytes, TimePoint now, Arrival arrival);

  // Bytes to send at once so that the pace is smooth.
  size_t ChunkBytes() const;

 private:
  double bytes_per_second_ = 0;
  TimePoint free_at_{};
};

}  // namespace sciot::transport::link
