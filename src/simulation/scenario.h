// What happens to a device, its link and its edge while it works.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulation/measured_model.h"
#include "simulation/trace.h"

namespace sciot::simulation {

struct LinkProfile {
  std::string name;
  double uplink_bits_per_second = 0;    // device to edge
  double downlink_bits_per_second = 0;  // edge to device
  double rtt_seconds = 0;
};

struct DeviceClass {
  std::string name;
  double slowdown = 1;              // of the edge's time for each layer
  double frame_period_seconds = 0;  // an inference starts so long after the one before, or when that has ended
};

// How fast the world changes, which says what can be asked of a decision.
enum class Pace { kSteady, kSlow, kFast };

// Deviations are relative standard deviations, drawn anew for each inference.
struct Noise {
  double rtt = 0.1;
  double transfer = 0.1;
  double device = 0.03;
  double edge = 0.05;
  // Of an exchange to take `hiccup_factor` times as long.
  double hiccup_probability = 0.01;
  double hiccup_factor = 3;
};

struct Scenario {
  std::string name;
  Pace pace = Pace::kSteady;
  const MeasuredModel* model = nullptr;  // outlives the scenario
  DeviceClass device;
  LinkProfile link;
  Noise noise{};
  Trace bandwidth{};            // factor of both bandwidths; 0: nothing gets through
  Trace rtt{};                  // factor of the round trip
  Trace device_slowdown{};      // factor of the device's times
  std::vector<double> steps{};  // when one of them changes for good
  double duration_seconds = 200;
};

// Wired LAN, Wi-Fi, LTE, 3G, the Wi-Fi of an ESP32, Bluetooth Low Energy.
std::vector<LinkProfile> AllLinkProfiles();

// A microcontroller, a weak board and a strong one.
std::vector<DeviceClass> AllDeviceClasses();

// Every link with steady conditions, and with ramps, steps, oscillations and blackouts. `model` outlives them.
std::vector<Scenario> AllScenarios(const MeasuredModel& model);

}  // namespace sciot::simulation
