// What the edge knows of one device.
#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "decision/cost.h"
#include "decision/min_cut.h"
#include "decision/objective.h"
#include "decision/state.h"
#include "edge/options.h"
#include "edge/retest_schedule.h"
#include "profile/layer_profile.h"
#include "profile/link_estimator.h"

namespace sciot::edge {

// What was counted of one device, or of all together.
struct DeviceCounts {
  uint64_t inferences = 0;
  uint64_t registrations = 0;
  uint64_t reports = 0;
  uint64_t local_inferences = 0;  // forced by local inference mode
  uint64_t measurements = 0;      // of layers that vary, asked for
  // Messages refused whole, for the first fault found: another model than the edge's, layer times that cannot be or are
  // not those of the layers, link measurements that cannot be.
  uint64_t rejected_models = 0;
  uint64_t rejected_times = 0;
  uint64_t rejected_links = 0;

  DeviceCounts& operator+=(const DeviceCounts& other);
};

// The profile of one machine's layers, watched as the options say.
profile::LayerProfile MakeLayerProfile(size_t layer_count, const EdgeOptions& options);

// How a device speaks, which limits what it can be told.
enum class Dialect {
  kNative,
  kGuide,   // its number for a split cannot say 0
  kLegacy,  // nor can this one's, and its messages hold one tensor, made by the last layer it runs
};

// What `limits` leave to a device that speaks so.
decision::Limits LimitsOf(const decision::Limits& limits, Dialect dialect);

// One device running one model.
struct Device {
  Device(size_t layer_count, const EdgeOptions& options);

  profile::LayerProfile layers;
  profile::LinkEstimator link;
  RetestSchedule retest;
  Dialect dialect = Dialect::kNative;
  uint32_t split = 0;                                // the last decision: layers on the device
  decision::DeviceLayers parted{};                   // which, where they are not the first ones; else empty
  bool takes_layers = false;                         // it can run any of them
  uint64_t decisions = 0;                            // taken
  decision::State decision_state{};                  // of the algorithm
  decision::LastInference last{};                    // the one at the edge whose exchange is not known yet
  std::vector<decision::LastInference> completed{};  // since the last decision
  uint64_t inferences_unmeasured = 0;                // since one told times of the device's layers
  TimePoint heard{};                                 // last
  DeviceCounts counts;
};

}  // namespace sciot::edge
