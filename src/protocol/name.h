// Names and ids that come from outside: models, tensors, devices, requests.
#pragma once

#include <string>
#include <string_view>

#include "protocol/limits.h"
#include "sciot/result.h"

namespace sciot::protocol {

// `name` must be of 1 to max_name_bytes bytes, without control characters. `what` says in errors whose name
// it is.
Status CheckName(std::string_view name, const std::string& what, const Limits& limits);

}  // namespace sciot::protocol
