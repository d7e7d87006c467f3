// Draws the delays of a simulation.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "sciot/delay.h"
#include "sciot/result.h"

namespace sciot {

// By its name in a configuration: "static", "gaussian", "uniform" or "exponential"; nothing for another text.
std::optional<DelayKind> DelayKindOf(std::string_view name);

// Refuses durations out of range, and a `min` above `max`. `what` is for messages, e.g. "delay_simulation.network".
Status CheckDelay(const DelayOptions& options, std::string_view what);

// One thread.
class DelayModel {
 public:
  // Requires options that CheckDelay accepts. Models with different `stream`s draw different delays from one seed.
  explicit DelayModel(const DelayOptions& options, uint64_t stream = 0);

  // The next delay, from zero to kMaxDelay; zero when the simulation is not enabled.
  Duration Next();

 private:
  double NextNanoseconds();
  double StandardNormal();

  DelayOptions options_;
  Random random_;
};

}  // namespace sciot
