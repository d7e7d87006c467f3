// Time comes from a Clock, so that tests choose it.
#pragma once

#include <chrono>
#include <cstdint>

namespace sciot {

using Duration = std::chrono::nanoseconds;
// Meaningful only on the machine and in the process that took it.
using TimePoint = std::chrono::steady_clock::time_point;

// Monotonic time. Implementations are safe to use from several threads.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint Now() const = 0;
  // Blocks the calling thread for `duration`; returns at once when it is not positive.
  virtual void Sleep(Duration duration) const = 0;
};

// std::chrono::steady_clock; the sleep is exact to a few microseconds.
class SteadyClock final : public Clock {
 public:
  TimePoint Now() const override { return std::chrono::steady_clock::now(); }
  void Sleep(Duration duration) const override;
};

// Of the system's calendar clock, which may be set: for people to read, not to measure with.
uint64_t MicrosecondsSince1970();

// Stands still but for Advance and Sleep. For tests; one thread.
class ManualClock final : public Clock {
 public:
  TimePoint Now() const override { return now_; }
  void Sleep(Duration duration) const override;
  void Advance(Duration duration) { now_ += duration; }

 private:
  mutable TimePoint now_{};
};

}  // namespace sciot
