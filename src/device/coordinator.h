// Keeps the edge informed of this device, and the device of the split it shall use.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "device/edge_client.h"
#include "device/retries.h"
#include "protocol/infer_response.h"
#include "protocol/registration.h"
#include "sciot/result.h"

namespace sciot::device {

// What a run of all layers on this device tells the edge.
struct LocalRun {
  std::string id;  // of the inference
  uint64_t timestamp_us = 0;
  std::vector<Duration> layer_times = {};
  // Layers whose times vary; their times here are what they take lately.
  std::vector<uint32_t> unstable_layers = {};
  // Worth a report at once: the edge asked for the run, or the device is no longer as fast as it was.
  bool is_urgent = false;
};

struct CoordinatorOptions {
  // Name of the model at the edge, and what it must be there.
  std::string model;
  std::string model_sha256;
  std::string device_id;
  // Used instead of what the edge decides while the edge can be reached; <= number of layers.
  std::optional<uint32_t> fixed_split;
  // The layers of that, ascending, where they are not the first ones; else empty.
  std::vector<uint32_t> fixed_layers = {};
  // Pause between reports while all layers run here.
  Duration report_interval = std::chrono::seconds(1);
  // Longest pause between measurements of the link while all layers run here. The first after an inference at the edge
  // comes with the next report; each pause is a quarter longer than the one before, and measuring takes at most a fifth
  // of the time.
  Duration probe_interval = std::chrono::seconds(10);
  // Bytes of the exchange that measures the bandwidth.
  size_t probe_bytes = size_t{16} << 10;
  // When a registration or a report that failed is sent again.
  RetryOptions retry = {};
  // Called by the thread with a run that the edge could not be told of; nothing: it is forgotten.
  std::function<void(const LocalRun&)> keep_run = {};
};

// Where the next inference is cut, and why.
struct SplitOrder {
  uint32_t split = 0;
  protocol::SplitReason reason = protocol::SplitReason::kNormal;
  // The layers that run here, as many as the split says, where they are not the first ones; else empty.
  std::vector<uint32_t> layers = {};
  // The wait for the edge that it expects.
  std::optional<Duration> wait = std::nullopt;
};

// Registers the device and, on a thread of its own: registers it again when the edge was away or has
// forgotten it, and reports its times while it runs all layers itself, when no inference would carry them.
// Thread-safe once started.
class Coordinator {
 public:
  // `calibration` holds the time of each layer on this device. `clock` must outlive the coordinator.
  Coordinator(CoordinatorOptions options, std::span<const Duration> calibration, std::unique_ptr<EdgeClient> edge,
              const Clock& clock);
  ~Coordinator();

  // Registers for the first time, of several edges at the first that takes this device; the others are asked where one
  // refuses it. Call before Start. On an error all layers run here until the thread succeeds.
  Status Enter();
  void Start();

  // The split to use now: all layers here while the edge is away. Call once for each inference: a split that the edge
  // named for one inference only is used up.
  SplitOrder TakeSplit();

  // An inference at the edge was answered; without a next split when the edge does not know the device. A surprise: it
  // took far more or less than expected, so the link is looked at in the background.
  void OnAnswer(const protocol::InferResponse& response, bool is_surprise);
  // An inference at the edge failed. `exchanges` are the last ones, which the edge was not told of, the failed one
  // last. All layers run here until the thread has found the edge again, which it tries at once.
  void OnFailure(const Error& error, const std::vector<protocol::LinkSample>& exchanges = {});
  // All layers ran here.
  void OnLocalRun(LocalRun run);

 private:
  uint32_t layer_count() const { return static_cast<uint32_t>(calibration_us_.size()); }
  void Work(const std::stop_token& stop);
  void Tick();
  // Measures the link: its round trip, then its bandwidth. Nothing when the edge does not answer.
  std::vector<protocol::LinkSample> MeasureLink();
  void ReportLocalRun();
  std::optional<LocalRun> TakeRun();
  void Keep(const std::optional<LocalRun>& run) const;
  Status Register();
  Result<SplitOrder> SendRegistration(std::vector<protocol::LinkSample> link);
  // Goes to the preferred edge of those that take this device, where that is another than before; whether it is.
  bool MoveToAnotherEdge();
  // The edge is away: the next attempt comes after a pause.
  void OnLostEdge(const Error& error);
  // When it is time to, measures the link for a report.
  std::vector<protocol::LinkSample> Probe();
  // A report takes a round trip: one that takes much longer or shorter than others tells that the link has changed.
  bool HasRoundTripChanged(double report_us);
  bool RunsAllHere() const;
  // Reports what the link is like now: to an edge that may be lost all that can be measured, else its round trip.
  Status ReportLink(bool is_lost);
  std::vector<protocol::LinkSample> WithUnreported(const std::vector<protocol::LinkSample>& probe);
  // All with the mutex held.
  void OnRegistered(SplitOrder order);
  void TakeIn(const protocol::InferResponse& response);
  void Adopt(SplitOrder order);

  const CoordinatorOptions options_;
  const std::vector<double> calibration_us_;
  const std::unique_ptr<EdgeClient> edge_;  // used by Register, then by the thread
  const Clock& clock_;
  Retries retries_;  // of the thread, as the next four
  Duration pause_;   // until the next tick
  TimePoint last_probe_;
  TimePoint last_choice_;  // among several edges
  double report_us_ = 0;   // what reports take lately; 0 before the first

  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  bool is_available_ = false;       // guarded by mutex_, as all below
  bool is_forgotten_ = false;       // the edge answers, but does not know this device
  SplitOrder next_;                 // what the edge decided last
  std::optional<SplitOrder> once_;  // for the next inference only, instead of next_
  Duration probe_pause_;            // until the link is measured again
  bool is_doubted_ = false;         // an inference failed, and the edge was not looked for since
  bool wants_ping_ = false;         // the link is to be looked at
  TimePoint last_ping_;
  std::vector<protocol::LinkSample> unreported_;  // exchanges up to one that failed
  std::optional<LocalRun> run_;                   // not reported yet
  std::jthread thread_;                           // last: ends before the rest
};

}  // namespace sciot::device
