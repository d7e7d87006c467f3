#include "base/clock.h"

#include <thread>

namespace sciot {
namespace {

// The kernel may wake a sleeper this late; the rest of a sleep is spent watching the clock.
constexpr Duration kWakeUpSlack = std::chrono::microseconds(80);

}  // namespace

void SteadyClock::Sleep(Duration duration) const {
  const TimePoint end = Now() + duration;
  if (duration > kWakeUpSlack) std::this_thread::sleep_until(end - kWakeUpSlack);
  while (Now() < end) {
  }
}

uint64_t MicrosecondsSince1970() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(since).count());
}

void ManualClock::Sleep(Duration duration) const {
  if (duration > Duration::zero()) now_ += duration;
}

}  // namespace sciot
