// When a report to the edge that failed is sent again.
#pragma once

#include <cstdint>
#include <optional>

#include "base/backoff.h"
#include "base/clock.h"
#include "sciot/result.h"

namespace sciot::device {

struct RetryOptions {
  // Retries after a failure; then the edge is looked for once in a health_check_interval.
  uint32_t count = 3;
  // Before the first of them, > 0. Each pause is twice the one before; up to a quarter is added at random.
  Duration delay = std::chrono::seconds(1);
  Duration health_check_interval = std::chrono::seconds(5);
  // Of the random part; devices should differ in it.
  uint64_t seed = 0;
};

// One thread.
class Retries {
 public:
  explicit Retries(const RetryOptions& options)
      : count_(options.count),
        delays_(options.delay, Duration::max(), options.seed),
        checks_(options.health_check_interval, options.health_check_interval, options.seed) {}

  // How long to wait now that an attempt failed. What the edge refused (a status of 4xx, but for 429) is no matter of
  // time, so no retry follows. `asked` is how long the edge wants to be left alone (Retry-After).
  Duration Next(const Error& error, std::optional<Duration> asked = std::nullopt);
  // An attempt succeeded.
  void Reset();

 private:
  const uint32_t count_;
  uint32_t used_ = 0;
  Backoff delays_;
  Backoff checks_;
};

// Whether no edge answered.
bool IsUnreachable(const Error& error);

}  // namespace sciot::device
