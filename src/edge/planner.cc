#include "edge/planner.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <string>

#include "base/log.h"
#include "graph/order.h"
#include "protocol/layer_list.h"

namespace sciot::edge {
namespace {

using Seconds = std::chrono::duration<double>;
using Microseconds = std::chrono::duration<double, std::micro>;

// More than this many inferences between two decisions are not compared with anything.
constexpr size_t kMostCompleted = 4;
// A report stands for as many inferences alone as fit in the time since the device was heard, up to this many.
constexpr double kMostLocalRuns = 20;
constexpr double kLeastRunSeconds = 1e-6;

double Sum(std::span<const Duration> times) {
  return Seconds(std::accumulate(times.begin(), times.end(), Duration())).count();
}

// The times are those of the first layers, unless the message names others.
decision::LastInference LastOf(size_t split, const Reported& reported) {
  const double seconds = Sum(reported.times);
  decision::LastInference last{.split = split, .seconds = seconds};
  if (!reported.layers.empty()) return last;
  last.device_layers = reported.times.size();
  last.device_seconds = seconds;
  return last;
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

// Once for each time a machine's layers begin to vary; those that join before all have settled are but counted.
// A device that does so once does so with every inference: told once.
void LogRejection(const std::string& device_id, const Device* device, const Error& reason) {
  const std::string message = "device '" + device_id + "' is answered, its times are not taken in: " + reason.message;
  const bool is_first = device != nullptr && device->counts.rejected_times + device->counts.rejected_links == 0;
  is_first ? LogWarning(message) : LogDebug(message);
}

void LogVariance(const std::string& machine, const HostedModel& model, bool was_stable,
                 const profile::VarianceChange& change) {
  if (change.became_unstable == 0) return;
  const std::string message = machine + ": the times of " + std::to_string(change.became_unstable) + " layers of '" +
                              model.name() + "' vary, the first is layer " + std::to_string(change.first_layer) +
                              "; its estimates start again from late times";
  was_stable ? LogInfo(message) : LogDebug(message);
}

// A user's, or one of ours.
Result<std::unique_ptr<decision::Algorithm>> MakeAlgorithm(const EdgeOptions& options) {
  return options.make_algorithm ? options.make_algorithm()
                                : decision::MakeAlgorithm(options.algorithm, options.adaptive);
}

}  // namespace

Planner::Planner(const EdgeOptions& options, const Clock& clock, std::unique_ptr<decision::Algorithm> algorithm)
    : clock_(clock),
      started_(clock.Now()),
      options_(options),
      algorithm_(std::move(algorithm)),
      devices_(options_),
      queue_wait_(options.queue_alpha),
      random_(options.local_inference.seed) {}

Result<std::unique_ptr<Planner>> Planner::Create(const EdgeOptions& options, const Clock& clock) {
  SCIOT_TRY(decision::CheckObjective(options.objective));
  SCIOT_ASSIGN(std::unique_ptr<decision::Algorithm> algorithm, MakeAlgorithm(options));
  return std::unique_ptr<Planner>(new Planner(options, clock, std::move(algorithm)));
}

Status Planner::Reconfigure(const EdgeOptions& options, std::span<const HostedModel* const> models) {
  SCIOT_TRY(decision::CheckObjective(options.objective));
  for (const HostedModel* model : models) {
    const Status limits = CheckLimits(*model, options.limits);
    if (!limits.ok()) return WithContext(limits.error(), "model '" + model->name() + "'");
  }
  const std::lock_guard lock(mutex_);
  if (options.algorithm != options_.algorithm || options.adaptive != options_.adaptive) {
    SCIOT_ASSIGN(algorithm_, MakeAlgorithm(options));
    devices_.ResetDecisionStates();
  }
  options_.algorithm = options.algorithm;
  options_.adaptive = options.adaptive;
  options_.objective = options.objective;
  options_.limits = options.limits;
  options_.local_inference = options.local_inference;
  options_.retest = options.retest;
  return {};
}

Status Planner::Calibrate(const HostedModel& model, std::span<const Duration> layer_times) {
  EdgeSide side{MakeLayerProfile(model.layer_count(), options_), {}};
  SCIOT_TRY(side.layers.SetCalibration(layer_times));
  if (const Status limits = CheckLimits(model, options_.limits); !limits.ok()) {
    return WithContext(limits.error(), "model '" + model.name() + "'");
  }
  const std::lock_guard lock(mutex_);
  edge_sides_.insert_or_assign(&model, std::move(side));
  return {};
}

Result<NextSplit> Planner::Register(const HostedModel& model, const std::string& device_id,
                                    const protocol::Registration& registration) {
  const std::lock_guard lock(mutex_);
  Device* device = devices_.Find(model.name(), device_id);
  const bool is_report = registration.split && device != nullptr;
  DeviceCounts counts;
  const Result<Reported> reported = CheckRegistration(model, registration, is_report, counts);
  if (reported.ok()) ++(is_report ? counts.reports : counts.registrations);
  if (!reported.ok()) {
    Count(counts, device);
    return reported.error();
  }
  if (is_report) {
    TakeInTimes(model, device_id, *device, reported.value());
    TakeInLocalRun(model, *device, reported.value());
  } else {
    device = &devices_.Add(model.name(), device_id, model.layer_count());
    SCIOT_TRY(device->layers.SetCalibration(reported.value().times));
    LogInfo("device '" + device_id + "' registered for '" + model.name() + "'");
  }
  Count(counts, device);
  device->takes_layers = registration.takes_layers;
  TakeInLink(*device, reported.value());
  const uint32_t split = Decide(model, *device);
  NextSplit next{.split = split, .layers = decision::LayersOf(device->parted)};
  if (next.layers.empty()) next.wait_us = WaitMicroseconds(split);
  return next;
}

Device& Planner::Meet(const HostedModel& model, const std::string& device_id, Dialect dialect) {
  Device* device = devices_.Find(model.name(), device_id);
  if (device == nullptr) {
    device = &devices_.Add(model.name(), device_id, model.layer_count());
    Count({.registrations = 1}, device);
    LogInfo("device '" + device_id + "' speaks of '" + model.name() + "' for the first time");
  }
  device->dialect = dialect;
  device->takes_layers = false;
  device->heard = clock_.Now();
  return *device;
}

Result<Device*> Planner::Hear(const HostedModel& model, const std::string& device_id, Dialect dialect,
                              std::span<const double> layer_seconds) {
  DeviceCounts counts;
  const Result<Reported> reported = CheckLayerSeconds(model, layer_seconds, counts);
  if (!reported.ok()) {
    Count(counts, devices_.Find(model.name(), device_id));
    return reported.error();
  }
  Device& device = Meet(model, device_id, dialect);
  if (layer_seconds.empty()) return &device;
  Count({.reports = 1}, &device);
  TakeInTimes(model, device_id, device, reported.value());
  return &device;
}

Result<NextSplit> Planner::Consult(const HostedModel& model, const std::string& device_id, Dialect dialect,
                                   std::span<const double> layer_seconds) {
  const std::lock_guard lock(mutex_);
  SCIOT_ASSIGN(Device * device, Hear(model, device_id, dialect, layer_seconds));
  return Answer(model, *device);
}

Status Planner::TakeInTimes(const HostedModel& model, const std::string& device_id, Dialect dialect,
                            std::span<const double> layer_seconds) {
  const std::lock_guard lock(mutex_);
  const Result<Device*> device = Hear(model, device_id, dialect, layer_seconds);
  return device.ok() ? Status() : device.error();
}

Status Planner::TakeInRequest(const HostedModel& model, const protocol::InferRequest& request) {
  const std::lock_guard lock(mutex_);
  Device* device = devices_.Find(model.name(), request.device_id);
  DeviceCounts counts;
  const Result<Reported> checked = CheckRequest(model, request, counts);
  if (!checked.ok()) LogRejection(request.device_id, device, checked.error());
  Count(counts, device);
  if (device != nullptr) TakeInReported(model, request, checked.ok() ? checked.value() : Reported(), *device);
  return checked.ok() ? Status() : checked.error();
}

void Planner::TakeInReported(const HostedModel& model, const protocol::InferRequest& request, const Reported& reported,
                             Device& device) {
  TakeInTimes(model, request.device_id, device, reported);
  const bool is_measured = !reported.times.empty() || !reported.idle_times.empty();
  device.inferences_unmeasured = is_measured ? 0 : device.inferences_unmeasured + 1;
  if (reported.times.empty()) {
    Reported idle;
    idle.times = reported.idle_times;
    TakeInTimes(model, request.device_id, device, idle);
  }
  device.heard = clock_.Now();
  if (request.split.value_or(0) == 0 && device.last.split == 0) {
    device.last.device_layers = reported.idle_times.size();
    device.last.device_seconds = Sum(reported.idle_times);
  }
  for (const profile::LinkSample& exchange : reported.link) Complete(device, exchange);
  device.last = LastOf(request.split.value_or(0), reported);
}

// Nothing here and in TakeInLink can fail: all was checked before.
void Planner::TakeInTimes(const HostedModel& model, const std::string& device_id, Device& device,
                          const Reported& reported) {
  const bool was_stable = device.layers.unstable_end() == 0;
  const Result<profile::VarianceChange> change = reported.layers.empty()
                                                     ? device.layers.Update(0, reported.times)
                                                     : device.layers.UpdateLayers(reported.layers, reported.times);
  if (change.ok()) {
    variance_events_ += change.value().became_unstable;
    LogVariance("device '" + device_id + "'", model, was_stable, change.value());
  }
  for (const uint32_t layer : reported.unstable_layers) {
    device.layers.Restart(layer, Seconds(reported.times[layer]).count());
  }
}

void Planner::TakeInLink(Device& device, const Reported& reported) {
  device.heard = clock_.Now();
  const profile::LinkReport link = profile::PartReport(reported.link);
  for (const profile::LinkSample& exchange : link.exchanges) Complete(device, exchange);
  if (const Status taken = device.link.UpdateByProbe(link.probe); !taken.ok()) LogWarning(taken.error().message);
}

void Planner::Complete(Device& device, const profile::LinkSample& exchange) {
  decision::LastInference last = device.last;
  last.network_seconds = Seconds(exchange.network_duration).count();
  last.seconds += last.network_seconds;
  last.was_lost = exchange.received_bytes == 0;
  if (!last.was_lost) {
    if (const Status taken = device.link.Update(exchange); !taken.ok()) LogWarning(taken.error().message);
  }
  if (device.completed.size() < kMostCompleted) device.completed.push_back(last);
}

void Planner::TakeInLocalRun(const HostedModel& model, Device& device, const Reported& reported) {
  if (reported.times.size() != model.layer_count()) return;
  device.inferences_unmeasured = 0;
  if (device.completed.size() >= kMostCompleted) return;
  decision::LastInference last = LastOf(reported.times.size(), reported);
  const double runs = SecondsSince(device.heard) / std::max(last.seconds, kLeastRunSeconds);
  last.count = static_cast<uint64_t>(std::clamp(runs, 1.0, kMostLocalRuns));
  device.completed.push_back(last);
}

void Planner::TakeInEdgeTimes(const HostedModel& model, const std::vector<uint32_t>& device_layers,
                              std::span<const Duration> layer_times) {
  profile::LayerProfile& layers = edge_sides_.at(&model).layers;
  const bool was_stable = layers.unstable_end() == 0;
  const size_t first = model.layer_count() - layer_times.size();
  const std::vector<uint32_t> order = graph::FirstInOrder(device_layers, model.layer_count());
  const auto change = layers.UpdateLayers(std::span(order).subspan(first), layer_times);
  if (!change.ok()) return LogWarning("edge layer times of '" + model.name() + "': " + change.error().message);
  LogVariance("the edge", model, was_stable, change.value());
}

std::optional<NextSplit> Planner::TakeInRun(const HostedModel& model, const protocol::InferRequest& request,
                                            std::span<const Duration> layer_times, Duration waited) {
  const std::lock_guard lock(mutex_);
  TakeInEdgeTimes(model, request.layers, layer_times);
  queue_wait_.Update(Seconds(waited).count());
  DeviceCounts counts;
  counts.inferences = 1;
  Device* device = devices_.Find(model.name(), request.device_id);
  Count(counts, device);
  if (device == nullptr) return std::nullopt;
  device->last.seconds += Sum(layer_times) + Seconds(waited).count();
  return Answer(model, *device);
}

bool Planner::IsMeasurementDue(const HostedModel& model, size_t first_layer) {
  const std::lock_guard lock(mutex_);
  EdgeSide& side = edge_sides_.at(&model);
  return side.retest.IsDue(side.layers.has_unstable_before(first_layer), options_.retest);
}

void Planner::TakeInMeasurement(const HostedModel& model, std::span<const Duration> layer_times) {
  const std::lock_guard lock(mutex_);
  ++edge_sides_.at(&model).measurements;
  TakeInEdgeTimes(model, {}, layer_times);
}

void Planner::CountMalformed() {
  const std::lock_guard lock(mutex_);
  ++malformed_;
}

void Planner::Count(const DeviceCounts& counts, Device* device) {
  totals_ += counts;
  if (device != nullptr) device->counts += counts;
}

decision::Situation Planner::Situate(const HostedModel& model, const Device& device, Scratch& scratch) const {
  const size_t layers = model.layer_count();
  scratch.device_seconds.resize(layers);
  scratch.edge_seconds.resize(layers);
  scratch.totals.resize(layers + 1);
  scratch.scores.resize(layers + 1);
  device.layers.times().CopyEstimates(scratch.device_seconds);
  edge_sides_.at(&model).layers.times().CopyEstimates(scratch.edge_seconds);
  return {.costs = {scratch.device_seconds, scratch.edge_seconds, model.cut_bytes(), model.reply_bytes(),
                    model.device_memory_bytes(), model.chain_cuts()},
          .link = decision::LinkFrom(device.link.Estimate()),
          .edge_queue = std::chrono::duration_cast<Duration>(Seconds(queue_wait_.value().value_or(0))),
          .uncertainty = {.device_spread = device.layers.times().spread(),
                          .edge_spread = edge_sides_.at(&model).layers.times().spread(),
                          .link_spread = device.link.spread(),
                          .device_age = device.inferences_unmeasured},
          .last = device.completed,
          .objective = options_.objective,
          .limits = LimitsOf(options_.limits, device.dialect),
          .previous_split = device.split,
          .decisions = device.decisions};
}

uint32_t Planner::Decide(const HostedModel& model, Device& device) {
  const decision::Situation situation = Situate(model, device, scratch_);
  auto split = static_cast<uint32_t>(
      decision::Decide(*algorithm_, situation, scratch_.totals, scratch_.scores, device.decision_state));
  ++device.decisions;
  device.completed.clear();
  decision::DeviceLayers parted = Part(model, device, situation, split);
  if (!parted.empty()) split = static_cast<uint32_t>(std::count(parted.begin(), parted.end(), true));
  if (split != device.split || parted != device.parted) {
    ++split_changes_;
    parted.empty() ? LogChange(split, situation, scratch_.totals)
                   : LogDebug("layers " + protocol::FormatLayerList(decision::LayersOf(parted)) + " on the device");
  }
  device.parted = std::move(parted);
  device.split = split;
  return split;
}

decision::DeviceLayers Planner::Part(const HostedModel& model, const Device& device,
                                     const decision::Situation& situation, uint32_t split) const {
  if (!device.takes_layers) return {};
  return algorithm_->Part(situation, model.dataflow(), scratch_.scores[split], device.parted)
      .value_or(decision::DeviceLayers());
}

bool Planner::IsAllowed(const HostedModel& model, const Device& device, uint32_t split) const {
  const decision::Costs costs{scratch_.device_seconds, scratch_.edge_seconds,       model.cut_bytes(),
                              model.reply_bytes(),     model.device_memory_bytes(), model.chain_cuts()};
  return decision::IsAllowed(split, costs, LimitsOf(options_.limits, device.dialect));
}

double Planner::WaitMicroseconds(uint32_t split) const {
  const auto own = std::span(scratch_.device_seconds).first(split);
  return Microseconds(Seconds(scratch_.totals[split] - std::accumulate(own.begin(), own.end(), 0.0))).count();
}

NextSplit Planner::Answer(const HostedModel& model, Device& device) {
  const uint32_t split = Decide(model, device);
  DeviceCounts counts;
  NextSplit next{.split = split, .layers = decision::LayersOf(device.parted)};
  const auto layers = static_cast<uint32_t>(model.layer_count());
  const auto unstable_end = static_cast<uint32_t>(device.layers.unstable_end());
  if (options_.local_inference.enabled && random_.Chance(options_.local_inference.probability) &&
      IsAllowed(model, device, layers)) {
    counts.local_inferences = 1;
    next = {layers, protocol::SplitReason::kLocalInference, split, next.layers};
  } else if (device.retest.IsDue(unstable_end > split && IsAllowed(model, device, unstable_end), options_.retest)) {
    counts.measurements = 1;
    next = {unstable_end, protocol::SplitReason::kMeasurement, split, next.layers};
  }
  Count(counts, &device);
  if (next.layers.empty() || next.resume_split) next.wait_us = WaitMicroseconds(next.split);
  return next;
}

}  // namespace sciot::edge
