// From what the edge knows to the split a device shall use.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "decision/algorithm.h"
#include "edge/device_registry.h"
#include "edge/hosted_model.h"
#include "edge/options.h"
#include "edge/reported.h"
#include "profile/ema.h"
#include "profile/layer_profile.h"
#include "protocol/device_status.h"
#include "protocol/edge_status.h"
#include "protocol/infer_request.h"
#include "protocol/offloading.h"
#include "protocol/registration.h"
#include "sciot/result.h"

namespace sciot::edge {

// What a device is told after an inference.
struct NextSplit {
  uint32_t split = 0;
  protocol::SplitReason reason = protocol::SplitReason::kNormal;
  // The split after the next inference, where `reason` holds for that one only.
  std::optional<uint32_t> resume_split = std::nullopt;
  // The layers of the decision, where they are not the first ones: of resume_split where that is given, else of split.
  std::vector<uint32_t> layers = {};
  // Microseconds the device is expected to wait for the edge at `split`; nothing for layers that are not the first
  // ones.
  std::optional<double> wait_us = std::nullopt;

  // Whether both order the same.
  bool operator==(const NextSplit& other) const {
    return split == other.split && reason == other.reason && resume_split == other.resume_split &&
           layers == other.layers;
  }
};

// Keeps the profile of every device and of the edge itself, and decides. A message that holds a fault is refused whole:
// it is counted, and leaves every profile as it was. Thread-safe.
class Planner {
 public:
  // `clock` must outlive the planner.
  static Result<std::unique_ptr<Planner>> Create(const EdgeOptions& options, const Clock& clock);

  // The edge's own layer times of a model, measured before it is served. Call once for each model.
  Status Calibrate(const HostedModel& model, std::span<const Duration> layer_times);

  // Decides by other options from now on; see EdgeService::Reconfigure. What is known of devices stays.
  Status Reconfigure(const EdgeOptions& options, std::span<const HostedModel* const> models);

  // A device introduces itself (no split) or reports from its background (with its split); its next split.
  // Refuses a model that is not the edge's, and times that cannot be.
  Result<NextSplit> Register(const HostedModel& model, const std::string& device_id,
                             const protocol::Registration& registration);

  // A device that is not registered as ours are asks for its split, or tells the seconds of its first layers, or both;
  // it is known from now on. What it is told its dialect can say: a split of 1 or more. Refuses times that cannot be.
  Result<NextSplit> Consult(const HostedModel& model, const std::string& device_id, Dialect dialect,
                            std::span<const double> layer_seconds);
  // The same without a question.
  Status TakeInTimes(const HostedModel& model, const std::string& device_id, Dialect dialect,
                     std::span<const double> layer_seconds);

  // Takes in what a device says of itself with an inference, whole or not at all: an error says why nothing was taken
  // in, and is no reason not to answer. Of devices that are not registered nothing is kept.
  Status TakeInRequest(const HostedModel& model, const protocol::InferRequest& request);

  // Takes in what the edge measured of the inference, and decides the device's next split; nothing for a
  // device that is not registered.
  std::optional<NextSplit> TakeInRun(const HostedModel& model, const protocol::InferRequest& request,
                                     std::span<const Duration> layer_times, Duration waited);

  // Whether the edge shall run all layers of the model once to measure those that vary and that devices do not leave to
  // it now. Call after each inference of layers [first_layer, n), when nothing else waits.
  bool IsMeasurementDue(const HostedModel& model, size_t first_layer);
  // Takes in the times of that run.
  void TakeInMeasurement(const HostedModel& model, std::span<const Duration> layer_times);

  // Counts a message that could not be read.
  void CountMalformed();

  // All that is known of a device, or kNotFound.
  Result<protocol::DeviceStatus> StatusOf(const HostedModel& model, const std::string& device_id) const;
  // Each device of a model, the one heard of last first.
  std::vector<protocol::DeviceSummary> Summarize(const HostedModel& model) const;
  // Of all devices and models together.
  protocol::EdgeStatus CurrentStatus() const;

 private:
  // What the edge measured of itself for one model.
  struct EdgeSide {
    profile::LayerProfile layers;
    RetestSchedule retest;
    uint64_t measurements = 0;
  };
  // What a decision is made from, kept so that a decision allocates nothing.
  struct Scratch {
    std::vector<double> device_seconds, edge_seconds, totals, scores;
  };

  Planner(const EdgeOptions& options, const Clock& clock, std::unique_ptr<decision::Algorithm> algorithm);

  void TakeInReported(const HostedModel& model, const protocol::InferRequest& request, const Reported& reported,
                      Device& device);
  void TakeInTimes(const HostedModel& model, const std::string& device_id, Device& device, const Reported& reported);
  void TakeInLocalRun(const HostedModel& model, Device& device, const Reported& reported);
  void TakeInLink(Device& device, const Reported& reported);
  // An exchange tells how long the inference before took.
  void Complete(Device& device, const profile::LinkSample& exchange);
  // Of the layers that are not the device's; of the last ones where that names none.
  void TakeInEdgeTimes(const HostedModel& model, const std::vector<uint32_t>& device_layers,
                       std::span<const Duration> layer_times);
  void Count(const DeviceCounts& counts, Device* device);
  decision::Situation Situate(const HostedModel& model, const Device& device, Scratch& scratch) const;
  uint32_t Decide(const HostedModel& model, Device& device);
  // The layers for the device, where a partition beats the split just decided; else empty.
  decision::DeviceLayers Part(const HostedModel& model, const Device& device, const decision::Situation& situation,
                              uint32_t split) const;
  // The device, which is added when it is not known.
  Device& Meet(const HostedModel& model, const std::string& device_id, Dialect dialect);
  Result<Device*> Hear(const HostedModel& model, const std::string& device_id, Dialect dialect,
                       std::span<const double> layer_seconds);
  // Whether the limits let the device run the layers before `split`. After Decide for this model.
  bool IsAllowed(const HostedModel& model, const Device& device, uint32_t split) const;
  // By the last decision.
  double WaitMicroseconds(uint32_t split) const;
  NextSplit Answer(const HostedModel& model, Device& device);
  void FillLayers(const HostedModel& model, const Device& device, protocol::DeviceStatus& status) const;
  double SecondsSince(TimePoint time) const;

  const Clock& clock_;
  const TimePoint started_;
  mutable std::mutex mutex_;
  EdgeOptions options_;  // guarded by mutex_, as all below
  std::unique_ptr<decision::Algorithm> algorithm_;
  DeviceRegistry devices_;
  std::unordered_map<const HostedModel*, EdgeSide> edge_sides_;
  profile::Ema queue_wait_;  // seconds
  Random random_;
  DeviceCounts totals_;  // of all devices ever
  uint64_t malformed_ = 0;
  uint64_t split_changes_ = 0;
  uint64_t variance_events_ = 0;  // of devices
  Scratch scratch_;
};

}  // namespace sciot::edge
