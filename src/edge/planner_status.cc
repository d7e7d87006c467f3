// What the planner shows of itself.
#include <chrono>
#include <string>

#include "edge/planner.h"

namespace sciot::edge {
namespace {

constexpr double kMicrosecondsPerSecond = 1e6;

std::string_view SourceName(profile::LayerTimeSource source) {
  switch (source) {
    case profile::LayerTimeSource::kUnknown:
      return "unknown";
    case profile::LayerTimeSource::kCalibrated:
      return "calibrated";
    case profile::LayerTimeSource::kScaled:
      return "scaled";
    case profile::LayerTimeSource::kMeasured:
      return "measured";
  }
  return "";
}

protocol::Counters ToCounters(const DeviceCounts& counts) {
  return {{"inferences", counts.inferences},
          {"registrations", counts.registrations},
          {"reports", counts.reports},
          {"local_inferences", counts.local_inferences},
          {"measurements", counts.measurements},
          {"rejected_models", counts.rejected_models},
          {"rejected_times", counts.rejected_times},
          {"rejected_links", counts.rejected_links}};
}

protocol::LayerEstimate ToEstimate(const profile::LayerProfile& profile, size_t layer, double seconds) {
  return {seconds * kMicrosecondsPerSecond, std::string(SourceName(profile.times().source(layer))),
          profile.is_unstable(layer)};
}

std::vector<protocol::LayerEstimate> ToEstimates(const profile::LayerProfile& profile) {
  std::vector<double> seconds(profile.layer_count());
  profile.times().CopyEstimates(seconds);
  std::vector<protocol::LayerEstimate> estimates;
  for (size_t i = 0; i < seconds.size(); ++i) estimates.push_back(ToEstimate(profile, i, seconds[i]));
  return estimates;
}

}  // namespace

double Planner::SecondsSince(TimePoint time) const {
  return std::chrono::duration<double>(clock_.Now() - time).count();
}

Result<protocol::DeviceStatus> Planner::StatusOf(const HostedModel& model, const std::string& device_id) const {
  const std::lock_guard lock(mutex_);
  const Device* device = devices_.Peek(model.name(), device_id);
  if (device == nullptr) {
    return Error{ErrorCode::kNotFound, "no device '" + device_id + "' is registered for '" + model.name() + "'"};
  }
  Scratch scratch;
  const decision::Situation situation = Situate(model, *device, scratch);
  decision::PredictTotals(situation, scratch.totals);
  protocol::DeviceStatus status;
  status.model = model.name();
  status.model_sha256 = model.sha256();
  status.device_id = device_id;
  status.heard_seconds_ago = SecondsSince(device->heard);
  status.algorithm = algorithm_->name();
  status.split = device->split;
  status.layers = decision::LayersOf(device->parted);
  for (const double total : scratch.totals) status.predicted_us.push_back(total * kMicrosecondsPerSecond);
  status.queue_us = std::chrono::duration<double, std::micro>(situation.edge_queue).count();
  status.link = {std::chrono::duration<double, std::micro>(situation.link.rtt).count(),
                 situation.link.uplink_bytes_per_second, situation.link.downlink_bytes_per_second,
                 device->link.rtt_measured(), device->link.bandwidth_measured()};
  FillLayers(model, *device, status);
  status.counters = ToCounters(device->counts);
  status.counters["variance_events"] = device->layers.events();
  status.counters["variance_cascades"] = device->layers.cascades();
  return status;
}

void Planner::FillLayers(const HostedModel& model, const Device& device, protocol::DeviceStatus& status) const {
  status.device_layers = ToEstimates(device.layers);
  status.edge_layers = ToEstimates(edge_sides_.at(&model).layers);
}

std::vector<protocol::DeviceSummary> Planner::Summarize(const HostedModel& model) const {
  std::vector<protocol::DeviceSummary> summaries;
  const std::lock_guard lock(mutex_);
  devices_.VisitAll(model.name(), [&](std::string_view device_id, const Device& device) {
    summaries.push_back({std::string(device_id), device.split, SecondsSince(device.heard),
                         device.layers.UnstableLayers().size(), device.layers.events()});
  });
  return summaries;
}

protocol::EdgeStatus Planner::CurrentStatus() const {
  const std::lock_guard lock(mutex_);
  protocol::EdgeStatus status;
  status.algorithm = algorithm_->name();
  status.uptime_seconds = SecondsSince(started_);
  status.devices = devices_.size();
  status.queue_us = queue_wait_.value().value_or(0) * kMicrosecondsPerSecond;
  protocol::Counters& counters = status.counters["planner"] = ToCounters(totals_);
  counters["malformed_messages"] = malformed_;
  counters["split_changes"] = split_changes_;
  counters["variance_events"] = variance_events_;
  for (const auto& [model, side] : edge_sides_) {
    status.models.push_back({model->name(),
                             model->sha256(),
                             ToEstimates(side.layers),
                             {{"variance_events", side.layers.events()},
                              {"variance_cascades", side.layers.cascades()},
                              {"measurements", side.measurements}}});
  }
  return status;
}

}  // namespace sciot::edge
