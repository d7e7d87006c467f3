#include "transport/link/profiles.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/nearest.h"
#include "transport/link/settings.h"

namespace sciot::transport::link {
namespace {

constexpr std::array kProfiles{
    LinkProfile{"lan", 940, 940, 0.25, 0, 0, "wired LAN, gigabit Ethernet"},
    LinkProfile{"wifi-home", 55, 19, 2.5, 1, 0, "Wi-Fi at home"},
    LinkProfile{"wifi-congested", 8, 3, 15, 10, 0.01, "Wi-Fi shared with many others"},
    LinkProfile{"esp32-good", 10, 8, 5, 2, 0, "ESP32 on Wi-Fi, near its access point"},
    LinkProfile{"esp32-poor", 2, 2, 12.5, 8, 0.01, "ESP32 on Wi-Fi, far from its access point"},
    LinkProfile{"lte", 14, 6, 25, 8, 0, "LTE"},
    LinkProfile{"3g", 2, 1.1, 60, 15, 0.001, "UMTS"},
    LinkProfile{"lte-m", 0.3, 0.375, 75, 25, 0, "LTE Cat M1, half duplex"},
    LinkProfile{"nb-iot", 0.026, 0.062, 800, 300, 0, "NB-IoT, release 13"},
    LinkProfile{"ble", 0.3, 0.3, 15, 7.5, 0, "Bluetooth Low Energy 4.2"},
    LinkProfile{"802.15.4", 0.1, 0.1, 15, 10, 0.01, "6LoWPAN over IEEE 802.15.4 at 2.4 GHz, one hop"},
    LinkProfile{"lora", 0.0055, 0.0055, 500, 100, 0.01, "LoRa, spreading factor 7, 125 kHz"},
    LinkProfile{"geo-satellite", 25, 3, 300, 10, 0.001, "geostationary satellite"},
};

}  // namespace

std::span<const LinkProfile> AllProfiles() {
  return kProfiles;
}

LinkConditions ConditionsOf(const LinkProfile& profile) {
  return {.uplink_bytes_per_second = profile.uplink_mbit * kBytesPerSecondOfMbit,
          .downlink_bytes_per_second = profile.downlink_mbit * kBytesPerSecondOfMbit,
          .one_way_delay = DurationOfMs(profile.one_way_ms),
          .jitter = DurationOfMs(profile.jitter_ms),
          .loss = profile.loss};
}

Result<LinkConditions> FindProfile(std::string_view name) {
  const auto* const found = std::ranges::find(kProfiles, name, &LinkProfile::name);
  if (found != kProfiles.end()) return ConditionsOf(*found);
  std::vector<std::string_view> names;
  for (const LinkProfile& profile : kProfiles) names.push_back(profile.name);
  return Error{ErrorCode::kNotFound,
               "no link is named '" + std::string(name) + "'; did you mean '" + NearestName(name, names) + "'?"};
}

}  // namespace sciot::transport::link
