// Randomness from a seed that someone passed in: the same seed gives the same numbers on every machine.
#pragma once

#include <cstdint>

namespace sciot {

// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014). Eight bytes of state. Not
// for secrets. One thread.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  // Evenly distributed in [0, 1).
  double Uniform() { return static_cast<double>(Next() >> 11U) * 0x1p-53; }

  // True with this probability: never at 0, always at 1.
  bool Chance(double probability) { return Uniform() < probability; }

 private:
  uint64_t state_;
};

}  // namespace sciot
