// A link that changes over time, as it was measured.
#pragma once

#include <string_view>
#include <vector>

#include "sciot/result.h"
#include "transport/link/conditions.h"

namespace sciot::transport::link {

// From `seconds` on.
struct TracePoint {
  double seconds = 0;
  double downlink_mbit = 0;  // Mbit/s, 10^6 bits; where either is 0 nothing gets through
  double uplink_mbit = 0;
  double one_way_ms = 0;
};

// Lines of CSV: seconds since the start, which must not decrease; Mbit/s down; Mbit/s up; one-way milliseconds. The
// first line may be a heading; empty lines and those that start with # are skipped. Errors name the line. At most
// `most_points` of them.
Result<std::vector<TracePoint>> ParseTrace(std::string_view text, size_t most_points);

// `base`, with what the point says.
LinkConditions ConditionsAt(const TracePoint& point, const LinkConditions& base);

}  // namespace sciot::transport::link
