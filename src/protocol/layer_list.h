// Layers on the wire: numbers and ranges, comma-separated, because v2 parameters are strings, numbers or booleans.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/limits.h"
#include "sciot/result.h"

namespace sciot::protocol {

// E.g. "0-5,8,9". Requires that `layers` ascend.
std::string FormatLayerList(std::span<const uint32_t> layers);

// The inverse: ascending, each layer once. `name` of the parameter begins the message of an error.
Result<std::vector<uint32_t>> ParseLayerList(std::string_view text, const char* name, const Limits& limits = {});

}  // namespace sciot::protocol
