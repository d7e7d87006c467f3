// The units in which people give links.
#pragma once

#include <chrono>

#include "base/clock.h"

namespace sciot::app {

inline constexpr double kBytesOfAMbit = 125'000;

constexpr double MbitToBytes(double mbit) {
  return mbit * kBytesOfAMbit;
}

constexpr double BytesToMbit(double bytes) {
  return bytes / kBytesOfAMbit;
}

inline Duration MillisecondsToDuration(double milliseconds) {
  return std::chrono::round<Duration>(std::chrono::duration<double, std::milli>(milliseconds));
}

inline double DurationToMilliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace sciot::app
