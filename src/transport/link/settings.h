// The conditions of a link as text: names, units and limits.
#pragma once

#include <string>
#include <string_view>

#include "sciot/result.h"
#include "transport/link/conditions.h"

namespace sciot::transport::link {

inline constexpr std::string_view kDownlinkMbit = "down_mbit";
inline constexpr std::string_view kUplinkMbit = "up_mbit";
inline constexpr std::string_view kOneWayMs = "one_way_ms";

// Mbit/s are 10^6 bits a second.
inline constexpr double kBytesPerSecondOfMbit = 125'000;
Duration DurationOfMs(double milliseconds);

// A number from `least` to `most`; the error names `key` and the text.
Result<double> ParseNumber(std::string_view key, std::string_view text, double least, double most);

// The largest value of a key; requires one of those that DescribeConditions writes.
double MaxOf(std::string_view key);

// "KEY=VALUE" into `conditions`. Keys: down_mbit and up_mbit (0: unlimited), one_way_ms, jitter_ms, loss (share of
// packets), stall_ms, state (up, blackout, refuse, silence).
Status SetCondition(std::string_view assignment, LinkConditions& conditions);

// All keys with their values, "KEY=VALUE" with spaces between.
std::string DescribeConditions(const LinkConditions& conditions);

}  // namespace sciot::transport::link
