#include "device/coordinator.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "base/log.h"

namespace sciot::device {
namespace {

using Microseconds = std::chrono::duration<double, std::micro>;

// So many times as long as measuring the link took, it is left alone.
constexpr int kLeastPauseInProbes = 4;
// No wait is believed longer than an hour.
constexpr double kMostMicroseconds = 3600e6;
// A report that takes so many times longer or shorter than those before brings the next probe forward.
constexpr double kSurprise = 1.5;
// Share of a report in what reports are known to take.
constexpr double kReportShare = 0.3;
constexpr size_t kSmallProbes = 2;  // the first also opens the connection

std::vector<double> ToMicroseconds(std::span<const Duration> times) {
  std::vector<double> microseconds;
  for (Duration time : times) microseconds.push_back(Microseconds(time).count());
  return microseconds;
}

std::optional<Duration> ToWait(std::optional<double> microseconds) {
  if (!microseconds) return std::nullopt;
  return std::chrono::duration_cast<Duration>(Microseconds(std::min(*microseconds, kMostMicroseconds)));
}

SplitOrder OrderOf(const protocol::RegistrationAnswer& answer) {
  return {.split = answer.next_split, .layers = answer.next_layers, .wait = ToWait(answer.next_wait_us)};
}

// What an urgent run would have told that a newer one takes the place of.
void TakeOver(const LocalRun& untold, LocalRun& run) {
  run.is_urgent = true;
  std::vector<uint32_t> unstable_layers;
  std::ranges::set_union(untold.unstable_layers, run.unstable_layers, std::back_inserter(unstable_layers));
  run.unstable_layers = std::move(unstable_layers);
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
      retries_(options_.retry),
      pause_(options_.report_interval),
      last_probe_(clock.Now()),
      last_choice_(clock.Now()),
      next_{layer_count()},
      probe_pause_(std::min(options_.report_interval, options_.probe_interval)),
      last_ping_(clock.Now()) {}

Coordinator::~Coordinator() {
  thread_.request_stop();
  edge_->Cancel();
}

Status Coordinator::Enter() {
  Status registered = Register();
  if (registered.ok() || IsUnreachable(registered.error()) || !MoveToAnotherEdge()) return registered;
  return {};
}

Status Coordinator::Register() {
  std::vector<protocol::LinkSample> link = MeasureLink();
  if (!link.empty()) link = WithUnreported(link);
  SCIOT_ASSIGN(SplitOrder order, SendRegistration(std::move(link)));
  const std::lock_guard lock(mutex_);
  OnRegistered(std::move(order));
  return {};
}

Result<SplitOrder> Coordinator::SendRegistration(std::vector<protocol::LinkSample> link) {
  const protocol::Registration registration{.model_sha256 = options_.model_sha256,
                                            .layer_us = calibration_us_,
                                            .split = std::nullopt,
                                            .link = std::move(link),
                                            .unstable_layers = {},
                                            .takes_layers = true};
  SCIOT_ASSIGN(const auto answer, edge_->Register(options_.model, options_.device_id, registration));
  return OrderOf(answer);
}

void Coordinator::OnRegistered(SplitOrder order) {
  if (!is_available_) LogInfo("registered as '" + options_.device_id + "'");
  is_available_ = true;
  is_forgotten_ = false;
  Adopt(std::move(order));
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

void Coordinator::OnAnswer(const protocol::InferResponse& response, bool is_surprise) {
  {
    const std::lock_guard lock(mutex_);
    TakeIn(response);
    wants_ping_ |= is_surprise || clock_.Now() - last_ping_ >= options_.probe_interval;
  }
  if (is_surprise) wake_.notify_all();
}

void Coordinator::TakeIn(const protocol::InferResponse& response) {
  probe_pause_ = std::min(options_.report_interval, options_.probe_interval);
  is_forgotten_ = !response.next_split;
  if (!response.next_split) return;
  if (response.reason == protocol::SplitReason::kNormal) {
    return Adopt({*response.next_split, response.reason, response.next_layers, ToWait(response.next_wait_us)});
  }
  once_ = {.split = std::min(*response.next_split, layer_count()),
           .reason = response.reason,
           .layers = response.next_layers,
           .wait = ToWait(response.next_wait_us)};
  if (response.resume_split) Adopt({.split = *response.resume_split, .layers = response.resume_layers});
}

void Coordinator::OnFailure(const Error& error, const std::vector<protocol::LinkSample>& exchanges) {
  LogWarning(error.message + "; this device finishes alone");
  if (IsFaultOfRequest(error)) return;
  {
    const std::lock_guard lock(mutex_);
    is_available_ = false;
    is_doubted_ = true;
    unreported_ = exchanges;
  }
  wake_.notify_all();
}

void Coordinator::OnLocalRun(LocalRun run) {
  const bool is_urgent = run.is_urgent;
  {
    const std::lock_guard lock(mutex_);
    if (run_ && run_->is_urgent) TakeOver(*run_, run);
    run_ = std::move(run);
  }
  if (is_urgent) wake_.notify_all();
}

void Coordinator::Work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait_for(lock, stop, pause_,
                   [this] { return is_doubted_ || (is_available_ && ((run_ && run_->is_urgent) || wants_ping_)); });
    if (stop.stop_requested()) return;
    lock.unlock();
    Tick();
    lock.lock();
  }
}

void Coordinator::Tick() {
  std::unique_lock lock(mutex_);
  const bool is_registered = is_available_ && !is_forgotten_;
  const bool is_doubted = std::exchange(is_doubted_, false);
  const bool wants_ping = std::exchange(wants_ping_, false);
  lock.unlock();
  pause_ = options_.report_interval;
  if (is_doubted) {
    const Status found = ReportLink(true);
    if (!found.ok() && !MoveToAnotherEdge()) OnLostEdge(found.error());
    return;
  }
  if (clock_.Now() - last_choice_ >= options_.retry.health_check_interval && MoveToAnotherEdge()) return;
  if (is_registered && wants_ping) static_cast<void>(ReportLink(false));
  if (is_registered) return ReportLocalRun();
  if (const Status status = Register(); !status.ok()) {
    if (!MoveToAnotherEdge()) OnLostEdge(status.error());
    return;
  }
  retries_.Reset();
}

bool Coordinator::MoveToAnotherEdge() {
  const TimePoint last_probe = last_probe_;
  std::optional<SplitOrder> order;
  const bool has_moved = edge_->ChooseEdge([&] {
    std::vector<protocol::LinkSample> link = MeasureLink();
    if (link.empty()) return false;
    Result<SplitOrder> answer = SendRegistration(std::move(link));
    if (!answer.ok()) return false;
    order = std::move(answer).value();
    return true;
  });
  last_choice_ = clock_.Now();
  if (!has_moved) {
    last_probe_ = last_probe;  // of the edge in use
    return false;
  }
  retries_.Reset();
  const std::lock_guard lock(mutex_);
  unreported_.clear();  // exchanges with the other
  OnRegistered(std::move(*order));
  return true;
}

void Coordinator::OnLostEdge(const Error& error) {
  LogDebug("the edge is away: " + error.message);
  pause_ = retries_.Next(error, edge_->retry_after());
  Keep(TakeRun());
}

std::optional<LocalRun> Coordinator::TakeRun() {
  const std::lock_guard lock(mutex_);
  return std::exchange(run_, std::nullopt);
}

void Coordinator::Keep(const std::optional<LocalRun>& run) const {
  if (run && options_.keep_run) options_.keep_run(*run);
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
    probe_pause_ = std::max(probe_pause_, std::min(options_.report_interval, options_.probe_interval));
  }
  std::vector<protocol::LinkSample> samples = MeasureLink();
  const Duration least = kLeastPauseInProbes * (clock_.Now() - started);
  const std::lock_guard lock(mutex_);
  probe_pause_ = std::min(std::max(probe_pause_ + probe_pause_ / 4, least), options_.probe_interval);
  return samples;
}

std::vector<protocol::LinkSample> Coordinator::WithUnreported(const std::vector<protocol::LinkSample>& probe) {
  const std::lock_guard lock(mutex_);
  std::vector<protocol::LinkSample> link = std::exchange(unreported_, {});
  link.insert(link.end(), probe.begin(), probe.end());
  return link;
}

Status Coordinator::ReportLink(bool is_lost) {
  std::vector<protocol::LinkSample> link;
  if (is_lost) {
    link = MeasureLink();
  } else if (const auto ping = edge_->Probe(0); ping.ok()) {
    link = {ping.value()};
  }
  if (link.empty()) return Error{ErrorCode::kUnavailable, "the edge does not answer"};
  const protocol::Registration report{.model_sha256 = options_.model_sha256,
                                      .layer_us = {},
                                      .split = 0,
                                      .link = is_lost ? WithUnreported(link) : link,
                                      .takes_layers = true};
  const auto answer = edge_->Register(options_.model, options_.device_id, report);
  if (!answer.ok()) return answer.error();
  const std::lock_guard lock(mutex_);
  last_ping_ = clock_.Now();
  is_available_ = true;
  Adopt(OrderOf(answer.value()));
  return {};
}

bool Coordinator::HasRoundTripChanged(double report_us) {
  const double known = std::exchange(report_us_, report_us);
  if (known <= 0) return false;
  if (report_us > kSurprise * known || kSurprise * report_us < known) return true;
  report_us_ = known + kReportShare * (report_us - known);
  return false;
}

bool Coordinator::RunsAllHere() const {
  const std::lock_guard lock(mutex_);
  return options_.fixed_split.value_or(next_.split) == layer_count();
}

void Coordinator::ReportLocalRun() {
  const std::optional<LocalRun> run = TakeRun();
  if (!run) return;
  protocol::Registration report{
      options_.model_sha256, ToMicroseconds(run->layer_times), layer_count(), {}, run->unstable_layers, true};
  if (RunsAllHere()) report.link = Probe();
  const TimePoint sent = clock_.Now();
  const auto answer = edge_->Register(options_.model, options_.device_id, report);
  if (!answer.ok()) {
    Keep(run);
    return OnFailure(WithContext(answer.error(), "report to the edge"));
  }
  const bool is_link_changed = HasRoundTripChanged(Microseconds(clock_.Now() - sent).count()) && report.link.empty();
  const std::lock_guard lock(mutex_);
  if (is_link_changed) probe_pause_ = Duration::zero();
  Adopt(OrderOf(answer.value()));
}

void Coordinator::Adopt(SplitOrder order) {
  next_ = std::move(order);
  next_.split = std::min(next_.split, layer_count());
}

}  // namespace sciot::device
