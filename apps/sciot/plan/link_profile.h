// Networks by name.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "decision/cost.h"
#include "sciot/result.h"

namespace sciot::app {

struct LinkProfile {
  std::string_view name;
  double downlink_mbit;  // to the device
  double uplink_mbit;    // from the device
  double rtt_ms;
};

// What docs/cli.md lists.
std::span<const LinkProfile> LinkProfiles();

// An error names the profiles there are.
Result<LinkProfile> FindLinkProfile(std::string_view name);

}  // namespace sciot::app
