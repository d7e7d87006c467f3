#include "edge/planner.h"

#include <chrono>
#include <string>
#include <vector>

#include "base/log.h"

namespace sciot::edge {
namespace {

using Microseconds = std::chrono::duration<double, std::micro>;
using Seconds = std::chrono::duration<double>;

constexpr double kMaxMicroseconds = 3.6e9;  // an hour; keeps the conversion below from overflowing

Result<Duration> ToDuration(double microseconds, const char* what) {
  if (microseconds >= 0 && microseconds <= kMaxMicroseconds) {
    return std::chrono::duration_cast<Duration>(Microseconds(microseconds));
  }
  return Error{ErrorCode::kInvalidArgument,
               std::string(what) + " of " + std::to_string(microseconds) + " us is not between 0 and an hour"};
}

Result<std::vector<Duration>> ToDurations(const std::vector<double>& layer_us) {
  std::vector<Duration> times;
  for (double us : layer_us) {
    SCIOT_ASSIGN(const Duration time, ToDuration(us, "layer time"));
    times.push_back(time);
  }
  return times;
}

Result<profile::LinkSample> ToLinkSample(const protocol::LinkSample& sample) {
  SCIOT_ASSIGN(const Duration duration, ToDuration(sample.us, "network time"));
  return profile::LinkSample{duration, sample.sent_bytes, sample.received_bytes};
}

Status CheckSameModel(const HostedModel& model, const std::string& sha256) {
  if (sha256 == model.sha256()) return {};
  return Error{ErrorCode::kConflict,
               "the device's model has SHA-256 " + sha256 + ", '" + model.name() + "' here has " + model.sha256()};
}

Status CheckLimits(const HostedModel& model, const decision::Limits& limits) {
  const std::vector<double> any(model.layer_count());
  return decision::CheckLimits({any, any, model.cut_bytes(), model.reply_bytes(), model.device_memory_bytes()}, limits);
}

// Why a split moved, for whoever watches the edge at work.
void LogChange(uint32_t split, const decision::Situation& situation, std::span<const double> totals) {
  const auto milliseconds = [](double seconds) { return std::to_string(seconds * 1000) + " ms"; };
  LogDebug("split " + std::to_string(split) + ": " + milliseconds(totals[split]) + ", all on the edge " +
           milliseconds(totals.front()) + ", all on the device " + milliseconds(totals.back()) + "; round trip " +
           milliseconds(Seconds(situation.link.rtt).count()) + ", " +
           std::to_string(situation.link.uplink_bytes_per_second) + " bytes/s");
}

}  // namespace

Result<std::unique_ptr<Planner>> Planner::Create(const EdgeOptions& options) {
  SCIOT_TRY(decision::CheckObjective(options.objective));
  SCIOT_ASSIGN(std::unique_ptr<decision::Algorithm> algorithm, decision::MakeAlgorithm(options.algorithm));
  return std::unique_ptr<Planner>(new Planner(options, std::move(algorithm)));
}

Status Planner::Calibrate(const HostedModel& model, std::span<const Duration> layer_times) {
  profile::LayerTimes times(model.layer_count(), options_.layer_times);
  SCIOT_TRY(times.SetCalibration(layer_times));
  if (const Status limits = CheckLimits(model, options_.limits); !limits.ok()) {
    return WithContext(limits.error(), "model '" + model.name() + "'");
  }
  const std::lock_guard lock(mutex_);
  edge_times_.insert_or_assign(&model, std::move(times));
  return {};
}

Result<uint32_t> Planner::Register(const HostedModel& model, const std::string& device_id,
                                   const protocol::Registration& registration) {
  SCIOT_TRY(CheckSameModel(model, registration.model_sha256));
  SCIOT_ASSIGN(const std::vector<Duration> times, ToDurations(registration.layer_us));
  const std::lock_guard lock(mutex_);
  Device* device = registration.split ? devices_.Find(model.name(), device_id) : nullptr;
  if (device != nullptr) {
    SCIOT_TRY(device->layer_times.Update(0, times));
  } else {
    profile::LayerTimes calibration(model.layer_count(), options_.layer_times);
    SCIOT_TRY(calibration.SetCalibration(times));
    device = &devices_.Add(model.name(), device_id, model.layer_count());
    device->layer_times = std::move(calibration);
    LogInfo("device '" + device_id + "' registered for '" + model.name() + "'");
  }
  for (const protocol::LinkSample& sample : registration.link) {
    SCIOT_ASSIGN(const profile::LinkSample converted, ToLinkSample(sample));
    SCIOT_TRY(device->link.Update(converted));
  }
  return Decide(model, *device);
}

Status Planner::TakeInRequest(const HostedModel& model, const protocol::InferRequest& request) {
  SCIOT_ASSIGN(const std::vector<Duration> times, ToDurations(request.layer_us));
  if (!times.empty() && times.size() != request.split.value_or(0)) {
    return Error{ErrorCode::kInvalidArgument, "layer_us holds " + std::to_string(times.size()) +
                                                  " times, the split is " + std::to_string(request.split.value_or(0))};
  }
  const std::lock_guard lock(mutex_);
  Device* device = devices_.Find(model.name(), request.device_id);
  if (device == nullptr) return {};
  if (!times.empty()) SCIOT_TRY(device->layer_times.Update(0, times));
  if (!request.link) return {};
  SCIOT_ASSIGN(const profile::LinkSample sample, ToLinkSample(*request.link));
  return device->link.Update(sample);
}

std::optional<uint32_t> Planner::TakeInRun(const HostedModel& model, const protocol::InferRequest& request,
                                           std::span<const Duration> layer_times, Duration waited) {
  const std::lock_guard lock(mutex_);
  const Status updated = edge_times_.at(&model).Update(model.layer_count() - layer_times.size(), layer_times);
  if (!updated.ok()) LogWarning("edge layer times of '" + model.name() + "': " + updated.error().message);
  queue_wait_.Update(Seconds(waited).count());
  Device* device = devices_.Find(model.name(), request.device_id);
  if (device == nullptr) return std::nullopt;
  return Decide(model, *device);
}

uint32_t Planner::Decide(const HostedModel& model, Device& device) const {
  const size_t layers = model.layer_count();
  std::vector<double> device_seconds(layers);
  std::vector<double> edge_seconds(layers);
  std::vector<double> totals(layers + 1);
  std::vector<double> scores(layers + 1);
  device.layer_times.CopyEstimates(device_seconds);
  edge_times_.at(&model).CopyEstimates(edge_seconds);
  const decision::Situation situation{
      .costs = {device_seconds, edge_seconds, model.cut_bytes(), model.reply_bytes(), model.device_memory_bytes()},
      .link = decision::LinkFrom(device.link.Estimate()),
      .edge_queue = std::chrono::duration_cast<Duration>(Seconds(queue_wait_.value().value_or(0))),
      .objective = options_.objective,
      .limits = options_.limits,
      .previous_split = device.split,
      .decisions = device.decisions++};
  const auto split =
      static_cast<uint32_t>(decision::Decide(*algorithm_, situation, totals, scores, device.decision_state));
  if (split != device.split) LogChange(split, situation, totals);
  device.split = split;
  return split;
}

}  // namespace sciot::edge
