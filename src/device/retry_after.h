// How long an edge, or a proxy before it, wants to be left alone.
#pragma once

#include <optional>

#include "base/clock.h"
#include "transport/http/message.h"

namespace sciot::device {

// No edge makes a device wait longer for its next attempt.
inline constexpr Duration kLongestRetryAfter = std::chrono::hours(1);

// The Retry-After of an answer (RFC 9110, 10.2.3), from zero to the longest. A date counts from the answer's own Date,
// as no clock is compared with another machine's. Nothing where there is none, or neither seconds nor such a date.
std::optional<Duration> RetryAfter(const transport::http::Headers& headers);

}  // namespace sciot::device
