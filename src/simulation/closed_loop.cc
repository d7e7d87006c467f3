#include "simulation/closed_loop.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "simulation/edge_side.h"

namespace sciot::simulation {
namespace {

// Draws of probes must not be those of inferences.
constexpr uint64_t kProbeDraws = uint64_t{1} << 40;

Duration ToDuration(double seconds) {
  return std::max(std::chrono::round<Duration>(std::chrono::duration<double>(seconds)), Duration(1));
}

class Loop {
 public:
  Loop(const World& world, const decision::Algorithm& algorithm, const LoopOptions& options)
      : world_(world),
        model_(*world.scenario().model),
        options_(options),
        calibration_(DeviceTimes(world.layer_count(), 0, {})),
        edge_(model_, algorithm, EdgeTimes(0, {})) {}

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

  void Adopt() {
    if (!pending_ || pending_->seconds > now_) return;
    if (!is_available_) failures_ = 0;
    is_available_ = true;
    answer_ = pending_->answer;
    pending_.reset();
  }

  void TryToRegister(double tick) {
    if (pending_) return;
    double end = tick;
    const std::vector<profile::LinkSample> link = Probe(end);
    next_tick_ = std::max(next_tick_, end + options_.report_interval_seconds);
    if (link.empty()) return;
    exchange_.reset();
    local_times_.clear();
    pending_ = Pending{end, edge_.Register(calibration_, link)};
  }

  void ReportLocalRun(double tick) {
    double end = tick;
    std::vector<profile::LinkSample> link;
    if (tick - last_probe_ >= probe_pause_) {
      link = Probe(end);
      probe_pause_ = std::clamp(1.25 * probe_pause_, std::min(4 * (end - tick), options_.probe_interval_seconds),
                                options_.probe_interval_seconds);
      next_tick_ = std::max(next_tick_, end + options_.report_interval_seconds);
    }
    const double report = world_.NetworkSeconds(0, 0, end, NextProbeDraw());
    if (report > options_.timeout_seconds) {
      is_available_ = false;
      return;
    }
    pending_ = Pending{end + report, edge_.Report(local_times_, link)};
    local_times_.clear();
  }

  Draw NextProbeDraw() { return world_.DrawOf(kProbeDraws + probes_++); }

  // One exchange without content, then those that measure the bandwidth; until one takes too long, which says that the
  // link is at least as slow. Moves `now` to their end.
  std::vector<profile::LinkSample> Probe(double& now) {
    last_probe_ = now;
    std::vector<profile::LinkSample> samples;
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

  void Infer() {
    const size_t n = world_.layer_count();
    const size_t split = is_available_ ? answer_.split : n;
    const Draw draw = world_.DrawOf(run_.inferences.size());
    InferenceRecord record{now_, world_.DeviceSeconds(0, split, now_, draw), static_cast<uint32_t>(split), false};
    if (split < n) {
      FinishAtEdge(split, draw, record);
    } else {
      local_times_ = DeviceTimes(n, now_, draw);
    }
    now_ += record.latency_seconds;
    run_.inferences.push_back(record);
  }

  void FinishAtEdge(size_t split, const Draw& draw, InferenceRecord& record) {
    const double sent = now_ + record.latency_seconds;
    const double network = world_.NetworkSeconds(model_.cut_bytes[split], model_.reply_bytes[split], sent, draw);
    const double wait = network + world_.EdgeSeconds(split, draw);
    const double deadline =
        std::max(options_.deadline_factor * answer_.waiting_seconds, options_.least_deadline_seconds);
    if (wait > deadline) {
      record.edge_failed = true;
      record.latency_seconds += deadline + world_.DeviceSeconds(split, world_.layer_count(), sent + deadline, draw);
      exchange_.reset();
      is_available_ = ++failures_ < options_.failures_of_an_edge_away;
      next_tick_ = std::max(next_tick_, sent + deadline);
      return;
    }
    failures_ = 0;
    record.latency_seconds += wait;
    probe_pause_ = options_.report_interval_seconds;
    answer_ = edge_.TakeIn(DeviceTimes(split, now_, draw), EdgeTimes(split, draw), exchange_);
    exchange_ = profile::LinkSample{ToDuration(network), model_.cut_bytes[split] + kMessageBytes,
                                    model_.reply_bytes[split] + kMessageBytes};
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
  uint64_t probes_ = 0;
  bool is_available_ = false;
  int failures_ = 0;  // in a row
  Answer answer_;
  std::optional<Pending> pending_;
  std::optional<profile::LinkSample> exchange_;  // the last one, which the next request carries
  std::vector<Duration> local_times_;            // not reported yet
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
