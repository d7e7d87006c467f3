// The edge's part: what it knows of one device, and the splits it decides from that.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "decision/algorithm.h"
#include "profile/layer_profile.h"
#include "profile/link_estimator.h"
#include "simulation/measured_model.h"

namespace sciot::simulation {

struct Answer {
  size_t split = 0;
  double waiting_seconds = 0;  // expected between sending and the answer at that split
};

class EdgeSide {
 public:
  // The edge's own layers are calibrated by `edge_times`. Model and algorithm must outlive this.
  EdgeSide(const MeasuredModel& model, const decision::Algorithm& algorithm, std::span<const Duration> edge_times);

  // A device introduces itself: what was known of its layers and its link is forgotten.
  Answer Register(std::span<const Duration> calibration, std::span<const profile::LinkSample> link);

  // A device that runs all layers tells its times, and what it measured of the link.
  Answer Report(std::span<const Duration> device_times, std::span<const profile::LinkSample> link);

  // An inference: times of the device's layers and of the edge's, and the device's exchange before this one, if any.
  Answer TakeIn(std::span<const Duration> device_times, std::span<const Duration> edge_times,
                const std::optional<profile::LinkSample>& exchange);

 private:
  Answer Decide();

  const MeasuredModel& model_;
  const decision::Algorithm& algorithm_;
  profile::LayerProfile edge_;
  profile::LayerProfile device_;
  profile::LinkEstimator link_;
  decision::State state_;
  size_t split_ = 0;
  uint64_t decisions_ = 0;
  uint64_t registrations_ = 0;
  std::vector<double> device_seconds_, edge_seconds_, totals_, scores_;  // scratch
};

}  // namespace sciot::simulation
