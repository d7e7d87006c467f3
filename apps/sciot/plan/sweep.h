// The plan over a range of links.
#pragma once

#include <functional>
#include <vector>

#include "plan.h"

namespace sciot::app {

enum class Swept { kBandwidth, kRtt };

struct SweepRange {
  double from = 0;    // Mbit/s from the device, or ms; > 0
  double to = 0;      // > from
  size_t points = 0;  // >= 2
};

struct SweepPoint {
  double value = 0;        // Mbit/s from the device, or ms
  size_t chosen = 0;       // layers on the device
  bool is_parted = false;  // they are not the first ones
  decision::DeviceLayers device_layers;
  double chosen_seconds = 0;
  double all_device_seconds = 0;
  double all_edge_seconds = 0;
};

// Values at equal ratios from `range.from` to `range.to`. A bandwidth changes both directions, in the ratio they have
// in `input`.
std::vector<SweepPoint> SweepLink(const edge::HostedModel& model, const PlanInput& input,
                                  const decision::Algorithm& algorithm, Swept swept, const SweepRange& range);

}  // namespace sciot::app
