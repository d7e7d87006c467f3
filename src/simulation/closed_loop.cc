#include "simulation/closed_loop.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "profile/window_detector.h"
#include "simulation/edge_side.h"

namespace sciot::simulation {
namespace {

// A device's speed that differs by more is another, as in device::Session.
constexpr double kSpeedChange = profile::VarianceOptions().cv_threshold;
constexpr double kReportShare = 0.3;
// Draws of probes must not be those of inferences.
constexpr uint64_t kProbeDraws = uint64_t{1} << 40;

Duration ToDuration(double seconds) {
  return std::max(std::chrono::round<Duration>(std::chrono::duration<double>(seconds)), Duration(1));
}

using Seconds = std::chrono::duration<double>;

class Loop {
 public:
  Loop(const World& world, const decision::Algorithm& algorithm, const LoopOptions& options)
      : world_(world),
        model_(*world.scenario().model),
        options_(options),
        calibration_(DeviceTimes(world.layer_count(), 0, {})),
        edge_(model_, algorithm, EdgeTimes(0, {})),
        speed_(1, {}, std::make_unique<profile::WindowDetector>(1, profile::VarianceOptions())),
        first_layer_seconds_(Seconds(calibration_[0]).count()) {}

  Run Play() {
    TryToRegister(0);
    if (pending_) now_ = pending_->seconds;
    Adopt();
    while (now_ < world_.scenario().duration_seconds) {
      const double start = now_;
      CatchUp();
      Infer();
      now_ = std::max(now_, start + world_.scenario().device.frame_period_seconds);
    }
    return std::move(run_);
  }

 private:
  struct Pending {
    double seconds;  // when the device learns of it
    Answer answer;
  };

  std::vector<Duration> DeviceTimes(size_t end, double now, const Draw& draw) const {
    std::vector<Duration> times;
    for (size_t i = 0; i < end; ++i) times.push_back(ToDuration(world_.DeviceLayerSeconds(i, now, draw)));
    return times;
  }
  std::vector<Duration> EdgeTimes(size_t first, const Draw& draw) const {
    std::vector<Duration> times;
    for (size_t i = first; i < world_.layer_count(); ++i) {
      times.push_back(ToDuration(world_.EdgeLayerSeconds(i, draw)));
    }
    return times;
  }

  // What the device's background did up to now.
  void CatchUp() {
    while (next_tick_ <= now_) {
      Adopt();
      const double tick = next_tick_;
      next_tick_ += options_.report_interval_seconds;
      if (!is_available_) {
        TryToRegister(tick);
      } else if (!local_times_.empty()) {
        ReportLocalRun(tick);
      }
    }
    Adopt();
  }

  struct Exchange {
    double end;  // when its report is answered
    std::vector<profile::LinkSample> link;
  };

  // One exchange without content, beside the inferences, and its report.
  void StartPing(double now) {
    if (ping_) return;
    const double seconds = world_.NetworkSeconds(0, 0, now, NextProbeDraw());
    last_ping_ = now;
    next_tick_ = std::max(next_tick_, now + options_.timeout_seconds);
    if (seconds > options_.timeout_seconds) return;
    const double end = now + seconds + world_.NetworkSeconds(0, 0, now + seconds, NextProbeDraw());
    next_tick_ = std::max(now + options_.report_interval_seconds, end);
    ping_ = Exchange{end, {{ToDuration(seconds), kMessageBytes, kMessageBytes}}};
  }

  // After an edge that did not answer in time: is it there, and how is the link?
  void Confirm(double now) {
    ping_.reset();
    double end = now;
    const std::vector<profile::LinkSample> link = Probe(end);
    next_tick_ = std::max(next_tick_, end + options_.report_interval_seconds);
    if (!link.empty()) ping_ = Exchange{end + world_.NetworkSeconds(0, 0, end, NextProbeDraw()), link};
  }

  void AdoptPing() {
    if (!ping_ || ping_->end > now_) return;
    if (!pending_) answer_ = edge_.Ping(WithUnreported(ping_->link));
    is_available_ = true;
    ping_.reset();
  }

  void Adopt() {
    AdoptPing();
    if (!pending_ || pending_->seconds > now_) return;
    is_available_ = true;
    answer_ = pending_->answer;
    pending_.reset();
  }

  void TryToRegister(double tick) {
    if (pending_ || ping_) return;
    double end = tick;
    const std::vector<profile::LinkSample> link = Probe(end);
    next_tick_ = std::max(next_tick_, end + options_.report_interval_seconds);
    if (link.empty()) return;
    local_times_.clear();
    pending_ = Pending{end, edge_.Register(calibration_, WithUnreported(link))};
  }

  // What the edge was not told yet goes before a probe.
  std::vector<profile::LinkSample> WithUnreported(const std::vector<profile::LinkSample>& probe) {
    std::vector<profile::LinkSample> link;
    link.swap(unreported_);
    link.insert(link.end(), probe.begin(), probe.end());
    return link;
  }

  void ReportLocalRun(double tick) {
    double end = tick;
    std::vector<profile::LinkSample> link;
    if (tick - last_probe_ >= probe_pause_) {
      link = Probe(end);
      probe_pause_ =
          std::clamp(1.25 * std::max(probe_pause_, options_.report_interval_seconds),
                     std::min(4 * (end - tick), options_.probe_interval_seconds), options_.probe_interval_seconds);
      next_tick_ = std::max(next_tick_, end + options_.report_interval_seconds);
    }
    const double report = world_.NetworkSeconds(0, 0, end, NextProbeDraw());
    if (report > options_.timeout_seconds) {
      is_available_ = false;
      return;
    }
    if (link.empty() && HasRoundTripChanged(report)) probe_pause_ = 0;
    pending_ = Pending{end + report, edge_.Report(local_times_, std::exchange(local_runs_, 0), link)};
    local_times_.clear();
  }

  // A report takes a round trip: one much longer or shorter than the others tells that the link is another.
  bool HasRoundTripChanged(double report_seconds) {
    const double ratio = report_seconds / report_seconds_;
    const bool is_known = report_seconds_ > 0;
    const bool has_changed = is_known && (ratio > options_.surprise_factor || ratio * options_.surprise_factor < 1);
    report_seconds_ =
        is_known && !has_changed ? report_seconds_ + kReportShare * (report_seconds - report_seconds_) : report_seconds;
    return has_changed;
  }

  Draw NextProbeDraw() { return world_.DrawOf(kProbeDraws + probes_++); }

  // One exchange without content, then those that measure the bandwidth; until one takes too long, which says that the
  // link is at least as slow. Moves `now` to their end.
  std::vector<profile::LinkSample> Probe(double& now) {
    last_probe_ = now;
    std::vector<profile::LinkSample> samples;
    const double first = world_.NetworkSeconds(0, 0, now, NextProbeDraw());  // opens the connection
    now += std::min(first, options_.timeout_seconds);
    if (first > options_.timeout_seconds) return samples;
    for (const uint64_t bytes : {uint64_t{0}, options_.probe_bytes}) {
      const double seconds = world_.NetworkSeconds(bytes, 0, now, NextProbeDraw());
      const bool is_late = seconds > options_.timeout_seconds;
      now += std::min(seconds, options_.timeout_seconds);
      if (is_late && samples.empty()) return samples;
      samples.push_back({ToDuration(std::min(seconds, options_.timeout_seconds)), bytes + kMessageBytes,
                         is_late ? 0 : kMessageBytes});
      if (is_late) return samples;
    }
    return samples;
  }

  // What the layers from `split` on are expected to take here.
  double RestSeconds(size_t split) const {
    double seconds = 0;
    for (size_t i = split; i < calibration_.size(); ++i) seconds += Seconds(calibration_[i]).count();
    return seconds * first_layer_seconds_ / Seconds(calibration_[0]).count();
  }

  // As device::Session: whether a run of all layers is worth a report at once.
  bool HasSpeedChanged(double seconds) {
    const std::array<Duration, 1> time = {ToDuration(seconds)};
    static_cast<void>(speed_.Update(0, time));
    const double expected = Seconds(speed_.times().Estimate(0)).count();
    if (!speed_.is_unstable(0) || std::abs(expected - announced_seconds_) <= kSpeedChange * announced_seconds_) {
      return false;
    }
    announced_seconds_ = expected;
    return true;
  }

  void Infer() {
    const size_t n = world_.layer_count();
    const size_t split = is_available_ ? answer_.split : n;
    const Draw draw = world_.DrawOf(run_.inferences.size());
    if (split > 0) first_layer_seconds_ = world_.DeviceLayerSeconds(0, now_, draw);
    InferenceRecord record{.start_seconds = now_,
                           .latency_seconds = world_.DeviceSeconds(0, split, now_, draw),
                           .split = static_cast<uint32_t>(split),
                           .edge_away = !is_available_};
    if (split < n) {
      FinishAtEdge(split, draw, record);
    } else {
      local_times_ = DeviceTimes(n, now_, draw);
      ++local_runs_;
      if (HasSpeedChanged(record.latency_seconds)) next_tick_ = std::min(next_tick_, now_ + record.latency_seconds);
    }
    now_ += record.latency_seconds;
    run_.inferences.push_back(record);
  }

  void FinishAtEdge(size_t split, const Draw& draw, InferenceRecord& record) {
    const double sent = now_ + record.latency_seconds;
    const double network = world_.NetworkSeconds(model_.cut_bytes[split], model_.reply_bytes[split], sent, draw);
    const double wait = network + world_.EdgeSeconds(split, draw);
    const double deadline = std::max(
        {options_.deadline_factor * answer_.waiting_seconds, options_.least_deadline_seconds, RestSeconds(split)});
    if (wait > deadline) {
      record.edge_failed = true;
      record.latency_seconds += deadline + world_.DeviceSeconds(split, world_.layer_count(), sent + deadline, draw);
      if (exchange_) unreported_.push_back(*exchange_);
      exchange_.reset();
      unreported_.push_back({ToDuration(deadline), model_.cut_bytes[split] + kMessageBytes, 0});
      is_available_ = false;
      Confirm(sent + deadline);
      return;
    }
    const double expected = answer_.waiting_seconds;
    const std::vector<Duration> idle = MeasureWhileWaiting(split, sent, draw);
    record.latency_seconds += std::max(wait, idle.empty() ? 0 : Seconds(idle[0]).count());
    probe_pause_ = options_.report_interval_seconds;
    answer_ =
        edge_.TakeIn({split, split > 0 ? DeviceTimes(split, now_, draw) : idle_, exchange_}, EdgeTimes(split, draw));
    idle_ = idle;
    if (!idle.empty()) first_layer_seconds_ = Seconds(idle[0]).count();
    exchange_ = profile::LinkSample{ToDuration(network), model_.cut_bytes[split] + kMessageBytes,
                                    model_.reply_bytes[split] + kMessageBytes};
    const double surprise = wait / expected;
    const bool is_surprised = surprise > options_.surprise_factor || surprise * options_.surprise_factor < 1;
    const double end = now_ + record.latency_seconds;
    if (is_surprised || end - last_ping_ >= options_.probe_interval_seconds) StartPing(end);
  }

  // The time of the first layer, where the device has nothing else to do and the edge is expected to take longer.
  std::vector<Duration> MeasureWhileWaiting(size_t split, double sent, const Draw& draw) const {
    if (split > 0 || first_layer_seconds_ > answer_.waiting_seconds) return {};
    return DeviceTimes(1, sent, draw);
  }

  const World& world_;
  const MeasuredModel& model_;
  const LoopOptions options_;
  const std::vector<Duration> calibration_;
  EdgeSide edge_;
  Run run_;
  double now_ = 0;
  double next_tick_ = 1;
  double last_probe_ = 0;
  double probe_pause_ = 1;
  double report_seconds_ = 0;  // what reports take lately; 0: none yet
  uint64_t probes_ = 0;
  bool is_available_ = false;
  Answer answer_;
  profile::LayerProfile speed_;  // all layers as one
  double announced_seconds_ = 0;
  std::optional<Exchange> ping_;
  double last_ping_ = 0;
  std::vector<profile::LinkSample> unreported_;  // exchanges up to one that failed
  std::vector<Duration> idle_;                   // measured while waiting, not reported yet
  double first_layer_seconds_;                   // on this device, lately
  std::optional<Pending> pending_;
  std::optional<profile::LinkSample> exchange_;  // the last one, which the next request carries
  std::vector<Duration> local_times_;            // of the last inference alone, not reported yet
  uint64_t local_runs_ = 0;                      // inferences alone since the last report of them
};

size_t FastestSplit(const World& world, double now, const Draw& draw) {
  size_t best = world.layer_count();
  double best_seconds = world.InferenceSeconds(best, now, draw);
  for (size_t k = best; k-- > 0;) {
    const double seconds = world.InferenceSeconds(k, now, draw);
    if (seconds < best_seconds) best = k, best_seconds = seconds;
  }
  return best;
}

}  // namespace

double Run::MeanLatency() const {
  double sum = 0;
  for (const InferenceRecord& record : inferences) sum += record.latency_seconds;
  return sum / static_cast<double>(inferences.size());
}

Run RunClosedLoop(const World& world, const decision::Algorithm& algorithm, const LoopOptions& options) {
  return Loop(world, algorithm, options).Play();
}

Run RunOracle(const World& world) {
  Run run;
  double now = 0;
  while (now < world.scenario().duration_seconds) {
    const Draw draw = world.DrawOf(run.inferences.size());
    const size_t split = FastestSplit(world, now, draw);
    const double seconds = world.InferenceSeconds(split, now, draw);
    run.inferences.push_back({now, seconds, static_cast<uint32_t>(split), false});
    now += std::max(seconds, world.scenario().device.frame_period_seconds);
  }
  return run;
}

}  // namespace sciot::simulation
