// Links as they are found in the field.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sciot/result.h"
#include "transport/link/conditions.h"

namespace sciot::transport::link {

// docs/link.md says where the figures come from.
struct LinkProfile {
  std::string_view name;
  double downlink_mbit;  // Mbit/s, 10^6 bits
  double uplink_mbit;
  double one_way_ms;
  double jitter_ms;
  double loss;  // share of packets
  std::string_view description;
};

std::span<const LinkProfile> AllProfiles();

LinkConditions ConditionsOf(const LinkProfile& profile);

// The conditions of the profile of this name, or an error that names the nearest one.
Result<LinkConditions> FindProfile(std::string_view name);

}  // namespace sciot::transport::link
