#include "simulation/edge_side.h"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "profile/window_detector.h"

namespace sciot::simulation {
namespace {

using Seconds = std::chrono::duration<double>;

double SumSeconds(std::span<const Duration> times) {
  return Seconds(std::accumulate(times.begin(), times.end(), Duration())).count();
}

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
  device_ = MakeProfile(model_.layer_count());
  Require(device_.SetCalibration(calibration).ok());
  TakeInLink(link);
  return Decide();
}

Answer EdgeSide::Report(std::span<const Duration> device_times, uint64_t runs,
                        std::span<const profile::LinkSample> link) {
  Require(device_.Update(0, device_times).ok());
  TakeInLink(link);
  device_age_ = 0;
  const double seconds = SumSeconds(device_times);
  completed_.push_back({.split = model_.layer_count(),
                        .seconds = seconds,
                        .device_layers = model_.layer_count(),
                        .device_seconds = seconds,
                        .count = runs});
  return Decide();
}

Answer EdgeSide::Ping(std::span<const profile::LinkSample> link) {
  TakeInLink(link);
  return Decide();
}

Answer EdgeSide::TakeIn(const Request& request, std::span<const Duration> edge_times) {
  device_age_ = request.device_times.empty() ? device_age_ + 1 : 0;
  Require(device_.Update(0, request.device_times).ok());
  Require(edge_.Update(model_.layer_count() - edge_times.size(), edge_times).ok());
  if (request.split == 0 && last_.split == 0) {
    last_.device_layers = request.device_times.size();
    last_.device_seconds = SumSeconds(request.device_times);
  }
  if (request.exchange) Complete(*request.exchange);
  const auto own = std::span(request.device_times).first(std::min(request.split, request.device_times.size()));
  last_ = {.split = request.split,
           .seconds = SumSeconds(own) + SumSeconds(edge_times),
           .device_layers = own.size(),
           .device_seconds = SumSeconds(own)};
  return Decide();
}

void EdgeSide::TakeInLink(std::span<const profile::LinkSample> link) {
  const profile::LinkReport report = profile::PartReport(link);
  for (const profile::LinkSample& exchange : report.exchanges) Complete(exchange);
  Require(link_.UpdateByProbe(report.probe).ok());
}

void EdgeSide::Complete(const profile::LinkSample& exchange) {
  decision::LastInference last = last_;
  last.network_seconds = Seconds(exchange.network_duration).count();
  last.seconds += last.network_seconds;
  last.was_lost = exchange.received_bytes == 0;
  if (!last.was_lost) Require(link_.Update(exchange).ok());
  completed_.push_back(last);
}

Answer EdgeSide::Decide() {
  device_.times().CopyEstimates(device_seconds_);
  edge_.times().CopyEstimates(edge_seconds_);
  const decision::Situation situation{.costs = {device_seconds_, edge_seconds_, model_.cut_bytes, model_.reply_bytes},
                                      .link = decision::LinkFrom(link_.Estimate()),
                                      .uncertainty = {.device_spread = device_.times().spread(),
                                                      .edge_spread = edge_.times().spread(),
                                                      .link_spread = link_.spread(),
                                                      .device_age = device_age_},
                                      .last = completed_,
                                      .previous_split = split_,
                                      .decisions = decisions_++};
  split_ = decision::Decide(algorithm_, situation, totals_, scores_, state_);
  completed_.clear();
  const auto device_end = device_seconds_.begin() + static_cast<std::ptrdiff_t>(split_);
  return {split_, totals_[split_] - std::accumulate(device_seconds_.begin(), device_end, 0.0)};
}

}  // namespace sciot::simulation
