// Simulated delays: a slower machine, a longer way.
#pragma once

#include <chrono>
#include <cstdint>

namespace sciot {

// How the delays of a simulation are spread.
enum class DelayKind {
  kStatic,       // always `mean`
  kGaussian,     // `mean` and `std_dev`; what would be negative is none
  kUniform,      // evenly from `min` to `max`
  kExponential,  // `mean`
};

// Each of the durations is from zero to kMaxDelay.
struct DelayOptions {
  bool enabled = false;
  DelayKind type = DelayKind::kGaussian;
  std::chrono::nanoseconds mean = std::chrono::milliseconds(2);
  std::chrono::nanoseconds std_dev = std::chrono::microseconds(500);
  std::chrono::nanoseconds min = std::chrono::milliseconds(1);
  std::chrono::nanoseconds max = std::chrono::milliseconds(3);
  // The same seed gives the same delays, on every machine.
  uint64_t seed = 1;
};

// No delay is longer, whatever its kind.
inline constexpr std::chrono::nanoseconds kMaxDelay = std::chrono::minutes(1);

// Configuration keys: delay_simulation.computation and delay_simulation.network.
struct DelaySimulationOptions {
  // After each layer, inside its time.
  DelayOptions computation;
  // With each exchange between device and edge.
  DelayOptions network;
};

}  // namespace sciot
