#include "link_profile.h"

#include <array>
#include <vector>

#include "base/nearest.h"

namespace sciot::app {
namespace {

constexpr std::array<LinkProfile, 6> kProfiles = {{{"lan", 940, 940, 0.5},
                                                   {"wifi", 55, 19, 5},
                                                   {"lte", 14, 6, 50},
                                                   {"3g", 2, 1.1, 120},
                                                   {"esp32", 2, 2, 25},
                                                   {"ble", 0.3, 0.3, 30}}};

}  // namespace

std::span<const LinkProfile> LinkProfiles() {
  return kProfiles;
}

Result<LinkProfile> FindLinkProfile(std::string_view name) {
  std::vector<std::string_view> names;
  std::string list;
  for (const LinkProfile& profile : kProfiles) {
    if (profile.name == name) return profile;
    names.push_back(profile.name);
    list += " " + std::string(profile.name);
  }
  return Error{ErrorCode::kInvalidArgument, "unknown link \"" + std::string(name) + "\", nearest is \"" +
                                                NearestName(name, names) + "\"; there are" + list};
}

}  // namespace sciot::app
