#include "device/coordinator.h"

#include <algorithm>
#include <chrono>

#include "base/log.h"

namespace sciot::device {
namespace {

using Microseconds = std::chrono::duration<double, std::micro>;

// So many times as long as measuring the link took, it is left alone.
constexpr int kLeastPauseInProbes = 4;
constexpr size_t kSmallProbes = 2;  // the first also opens the connection

std::vector<double> ToMicroseconds(std::span<const Duration> times) {
  std::vector<double> microseconds;
  for (Duration time : times) microseconds.push_back(Microseconds(time).count());
  return microseconds;
}

// Whether the edge is there and takes this device, and only this one request was wrong.
bool IsFaultOfRequest(const Error& error) {
  return error.code == ErrorCode::kInvalidArgument || error.code == ErrorCode::kUnsupported ||
         error.code == ErrorCode::kTooLarge;
}

}  // namespace

Coordinator::Coordinator(CoordinatorOptions options, std::span<const Duration> calibration,
                         std::unique_ptr<EdgeClient> edge, const Clock& clock)
    : options_(std::move(options)),
      calibration_us_(ToMicroseconds(calibration)),
      edge_(std::move(edge)),
      clock_(clock),
      last_probe_(clock.Now()),
      next_{layer_count()},
      probe_pause_(std::min(options_.report_interval, options_.probe_interval)) {}

Coordinator::~Coordinator() {
  thread_.request_stop();
  edge_->Cancel();
}

Status Coordinator::Register() {
  std::vector<protocol::LinkSample> link = MeasureLink();
  const protocol::Registration registration{.model_sha256 = options_.model_sha256,
                                            .layer_us = calibration_us_,
                                            .split = std::nullopt,
                                            .link = std::move(link),
                                            .unstable_layers = {},
                                            .takes_layers = true};
  const Result<protocol::RegistrationAnswer> answer = edge_->Register(options_.model, options_.device_id, registration);
  if (!answer.ok()) return answer.error();
  const std::lock_guard lock(mutex_);
  if (!is_available_) LogInfo("registered as '" + options_.device_id + "'");
  is_available_ = true;
  is_forgotten_ = false;
  Adopt(answer.value().next_split, answer.value().next_layers);
  return {};
}

void Coordinator::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { Work(stop); });
}

SplitOrder Coordinator::TakeSplit() {
  const std::lock_guard lock(mutex_);
  if (!is_available_) return {layer_count()};
  if (options_.fixed_split) return {.split = *options_.fixed_split, .layers = options_.fixed_layers};
  SplitOrder order = once_.value_or(next_);
  once_.reset();
  return order;
}

void Coordinator::OnAnswer(const protocol::InferResponse& response) {
  const std::lock_guard lock(mutex_);
  probe_pause_ = std::min(options_.report_interval, options_.probe_interval);
  is_forgotten_ = !response.next_split;
  if (!response.next_split) return;
  if (response.reason == protocol::SplitReason::kNormal) {
    return Adopt(*response.next_split, response.next_layers);
  }
  once_ = {.split = std::min(*response.next_split, layer_count()),
           .reason = response.reason,
           .layers = response.next_layers};
  if (response.resume_split) Adopt(*response.resume_split, response.resume_layers);
}

void Coordinator::OnFailure(const Error& error) {
  LogWarning(error.message + "; this device finishes alone");
  if (IsFaultOfRequest(error)) return;
  const std::lock_guard lock(mutex_);
  is_available_ = false;
}

void Coordinator::OnLocalRun(LocalRun run) {
  const bool is_urgent = run.is_urgent;
  {
    const std::lock_guard lock(mutex_);
    run.is_urgent |= run_ && run_->is_urgent;
    run_ = std::move(run);
  }
  if (is_urgent) wake_.notify_all();
}

void Coordinator::Work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait_for(lock, stop, options_.report_interval, [this] { return is_available_ && run_ && run_->is_urgent; });
    if (stop.stop_requested()) return;
    lock.unlock();
    Tick();
    lock.lock();
  }
}

void Coordinator::Tick() {
  std::unique_lock lock(mutex_);
  const bool is_registered = is_available_ && !is_forgotten_;
  lock.unlock();
  if (is_registered) return ReportLocalRun();
  if (const Status status = Register(); !status.ok()) LogDebug("not registered: " + status.error().message);
}

std::vector<protocol::LinkSample> Coordinator::MeasureLink() {
  last_probe_ = clock_.Now();
  std::vector<protocol::LinkSample> samples;
  for (size_t i = 0; i <= kSmallProbes; ++i) {
    const size_t bytes = i < kSmallProbes ? 0 : options_.probe_bytes;
    const TimePoint sent = clock_.Now();
    const Result<protocol::LinkSample> sample = edge_->Probe(bytes);
    if (sample.ok() && i > 0) samples.push_back(sample.value());
    if (sample.ok()) continue;
    // A link too slow for the probe is at least as slow as this says.
    if (sample.error().code == ErrorCode::kTimeout && !samples.empty()) {
      samples.push_back({Microseconds(clock_.Now() - sent).count(), bytes, 0});
    }
    return samples;
  }
  return samples;
}

std::vector<protocol::LinkSample> Coordinator::Probe() {
  const TimePoint started = clock_.Now();
  {
    const std::lock_guard lock(mutex_);
    if (started - last_probe_ < probe_pause_) return {};
  }
  std::vector<protocol::LinkSample> samples = MeasureLink();
  const Duration least = kLeastPauseInProbes * (clock_.Now() - started);
  const std::lock_guard lock(mutex_);
  probe_pause_ = std::min(std::max(probe_pause_ + probe_pause_ / 4, least), options_.probe_interval);
  return samples;
}

bool Coordinator::RunsAllHere() const {
  const std::lock_guard lock(mutex_);
  return options_.fixed_split.value_or(next_.split) == layer_count();
}

void Coordinator::ReportLocalRun() {
  std::optional<LocalRun> run;
  {
    const std::lock_guard lock(mutex_);
    run.swap(run_);
  }
  if (!run) return;
  protocol::Registration report{options_.model_sha256,
                                ToMicroseconds(run->layer_times),
                                layer_count(),
                                {},
                                std::move(run->unstable_layers),
                                true};
  if (RunsAllHere()) report.link = Probe();
  const auto answer = edge_->Register(options_.model, options_.device_id, report);
  if (!answer.ok()) return OnFailure(WithContext(answer.error(), "report to the edge"));
  const std::lock_guard lock(mutex_);
  Adopt(answer.value().next_split, answer.value().next_layers);
}

void Coordinator::Adopt(uint32_t next_split, const std::vector<uint32_t>& layers) {
  next_ = {.split = std::min(next_split, layer_count()), .layers = layers};
}

}  // namespace sciot::device
