#include "simulation/edge_side.h"

#include <cassert>
#include <numeric>

#include "profile/window_detector.h"

namespace sciot::simulation {
namespace {

profile::LayerProfile MakeProfile(size_t layer_count) {
  const profile::VarianceOptions variance;
  return {layer_count, {}, std::make_unique<profile::WindowDetector>(layer_count, variance)};
}

// The simulated world measures nothing that an estimator refuses.
void Require([[maybe_unused]] bool is_ok) {
  assert(is_ok);
}

}  // namespace

EdgeSide::EdgeSide(const MeasuredModel& model, const decision::Algorithm& algorithm,
                   std::span<const Duration> edge_times)
    : model_(model),
      algorithm_(algorithm),
      edge_(MakeProfile(model.layer_count())),
      device_(MakeProfile(model.layer_count())),
      link_({}),
      device_seconds_(model.layer_count()),
      edge_seconds_(model.layer_count()),
      totals_(model.layer_count() + 1),
      scores_(model.layer_count() + 1) {
  Require(edge_.SetCalibration(edge_times).ok());
}

Answer EdgeSide::Register(std::span<const Duration> calibration, std::span<const profile::LinkSample> link) {
  ++registrations_;
  split_ = 0;
  device_ = MakeProfile(model_.layer_count());
  link_ = profile::LinkEstimator({});
  Require(device_.SetCalibration(calibration).ok());
  Require(link_.UpdateByProbe(link).ok());
  return Decide();
}

Answer EdgeSide::Report(std::span<const Duration> device_times, std::span<const profile::LinkSample> link) {
  Require(device_.Update(0, device_times).ok());
  Require(link_.UpdateByProbe(link).ok());
  return Decide();
}

Answer EdgeSide::TakeIn(std::span<const Duration> device_times, std::span<const Duration> edge_times,
                        const std::optional<profile::LinkSample>& exchange) {
  Require(device_.Update(0, device_times).ok());
  if (exchange) Require(link_.Update(*exchange).ok());
  Require(edge_.Update(model_.layer_count() - edge_times.size(), edge_times).ok());
  return Decide();
}

Answer EdgeSide::Decide() {
  device_.times().CopyEstimates(device_seconds_);
  edge_.times().CopyEstimates(edge_seconds_);
  const decision::Situation situation{.costs = {device_seconds_, edge_seconds_, model_.cut_bytes, model_.reply_bytes},
                                      .link = decision::LinkFrom(link_.Estimate()),
                                      .uncertainty = {.link_spread = link_.spread(),
                                                      .bandwidth_measured = link_.bandwidth_measured(),
                                                      .failures = registrations_},
                                      .previous_split = split_,
                                      .decisions = decisions_++};
  split_ = decision::Decide(algorithm_, situation, totals_, scores_, state_);
  const auto device_end = device_seconds_.begin() + static_cast<std::ptrdiff_t>(split_);
  return {split_, totals_[split_] - std::accumulate(device_seconds_.begin(), device_end, 0.0)};
}

}  // namespace sciot::simulation
