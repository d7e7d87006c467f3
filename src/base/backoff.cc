#include "base/backoff.h"

#include <algorithm>
#include <chrono>

namespace sciot {
namespace {

constexpr double kMostJitter = 0.25;  // of the pause
// So that jitter fits beside it.
constexpr Duration kLongestPause = Duration::max() / 2;

}  // namespace

Backoff::Backoff(Duration first, Duration longest, uint64_t seed)
    : first_(std::min(first, kLongestPause)),
      longest_(std::clamp(longest, first_, kLongestPause)),
      pause_(first_),
      random_(seed) {}

Duration Backoff::Next() {
  const Duration pause = pause_;
  pause_ = pause > longest_ / 2 ? longest_ : 2 * pause;
  const std::chrono::duration<double, std::nano> jitter = kMostJitter * random_.Uniform() * pause;
  return pause + std::chrono::duration_cast<Duration>(jitter);
}

}  // namespace sciot
