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

// What a device says with an inference.
struct Request {
  size_t split = 0;
  std::vector<Duration> device_times;  // of its first layers: those it ran, or one while it waited the last time
  std::optional<profile::LinkSample> exchange;  // before this one
};

class EdgeSide {
 public:
  // The edge's own layers are calibrated by `edge_times`. Model and algorithm must outlive this.
  EdgeSide(const MeasuredModel& model, const decision::Algorithm& algorithm, std::span<const Duration> edge_times);

  // A device introduces itself: what was known of its layers and its link is forgotten.
  Answer Register(std::span<const Duration> calibration, std::span<const profile::LinkSample> link);

  // A device that runs all layers tells the times of the last of `runs` inferences, and what it measured of the link.
  Answer Report(std::span<const Duration> device_times, uint64_t runs, std::span<const profile::LinkSample> link);

  // A device that leaves layers to the edge measured the link beside its inferences.
  Answer Ping(std::span<const profile::LinkSample> link);

  // An inference: times of the device's layers and of the edge's, and the device's exchange before this one, if any.
  Answer TakeIn(const Request& request, std::span<const Duration> edge_times);

 private:
  Answer Decide();
  void Complete(const profile::LinkSample& exchange);
  void TakeInLink(std::span<const profile::LinkSample> link);

  const MeasuredModel& model_;
  const decision::Algorithm& algorithm_;
  profile::LayerProfile edge_;
  profile::LayerProfile device_;
  profile::LinkEstimator link_;
  decision::State state_;
  size_t split_ = 0;
  decision::LastInference last_;  // whose exchange is not known yet
  uint64_t device_age_ = 0;
  uint64_t decisions_ = 0;
  std::vector<decision::LastInference> completed_;                       // since the last decision
  std::vector<double> device_seconds_, edge_seconds_, totals_, scores_;  // scratch
};

}  // namespace sciot::simulation
