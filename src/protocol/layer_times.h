// Layer times on the wire: microseconds, comma-separated, because v2 parameters are strings, numbers or
// booleans.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocol/limits.h"
#include "sciot/result.h"

namespace sciot::protocol {

// E.g. "12.500,3.250": microseconds with three decimals. Empty for no times. A time below that precision is written as
// 0.001, because no layer takes no time.
std::string FormatLayerTimes(const std::vector<double>& layer_us);

// The inverse. Each time must be a number; which numbers are times of layers is for the receiver to say.
Result<std::vector<double>> ParseLayerTimes(std::string_view text, const Limits& limits);

}  // namespace sciot::protocol
