// Pauses between attempts that fail.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "base/random.h"

namespace sciot {

// Each pause is twice the one before, up to a longest, and at random up to a quarter longer, so that those who failed
// at one time do not all try again at one time. One thread.
class Backoff {
 public:
  // `first` > 0. A `longest` below it counts as `first`. The same seed gives the same pauses.
  Backoff(Duration first, Duration longest, uint64_t seed);

  // How long to wait now that an attempt failed: in [p, 1.25 p) with p = first, 2 first, 4 first, ... longest.
  Duration Next();
  // An attempt succeeded: the next pause is the first again.
  void Reset() { pause_ = first_; }

 private:
  const Duration first_;
  const Duration longest_;
  Duration pause_;
  Random random_;
};

}  // namespace sciot
