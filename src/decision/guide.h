// The split decision of the developer guide ("Offloading Decision Algorithm"), to the letter.
#pragma once

#include <cstddef>
#include <span>

namespace sciot::decision {

struct GuideDecision {
  size_t offloading_layer = 0;  // the last layer on the device; split - 1
  double total_seconds = 0;
};

// Least time over k of device[0..k] + network latency + edge[k+1..n-1]. The latency counts even when the
// device runs all layers, the first of equal times wins, and the device always runs layer 0. Requires as many
// edge times as device times, at least one, and every sum finite.
GuideDecision DecideAsGuide(std::span<const double> device_seconds, std::span<const double> edge_seconds,
                            double network_latency_seconds);

}  // namespace sciot::decision
