// A device and an edge in a simulated world: what is measured depends on what was decided, and the other way round.
#pragma once

#include <cstdint>
#include <vector>

#include "decision/algorithm.h"
#include "simulation/world.h"

namespace sciot::simulation {

// How the device behaves; the defaults are those of device::CoordinatorOptions and DeviceOptions.
struct LoopOptions {
  double report_interval_seconds = 1;
  double probe_interval_seconds = 10;
  uint64_t probe_bytes = uint64_t{16} << 10;
  double timeout_seconds = 2;  // of a probe
  double deadline_factor = 2;  // of the expected wait for the edge
  double least_deadline_seconds = 0.1;
  double surprise_factor = 1.5;  // a wait so many times longer or shorter than expected makes the device ping
};

struct InferenceRecord {
  double start_seconds = 0;
  double latency_seconds = 0;
  uint32_t split = 0;        // it ran with; after a failure too
  bool edge_failed = false;  // no answer before the deadline: the device finished alone
  bool edge_away = false;    // not heard of since it failed: the device ran all layers, whatever was decided
};

struct Run {
  std::vector<InferenceRecord> inferences;
  double MeanLatency() const;
};

// Runs the scenario from its start to its end on a virtual clock: the device infers, reports, probes the link while it
// runs all layers, finishes alone when the edge misses its deadline, and registers again. Deterministic.
Run RunClosedLoop(const World& world, const decision::Algorithm& algorithm, const LoopOptions& options = {});

// The same inferences by one who knows all that is to come, noise too: each at the split that is fastest then.
Run RunOracle(const World& world);

}  // namespace sciot::simulation
