// From what the edge knows to the split a device shall use.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "decision/algorithm.h"
#include "edge/device_registry.h"
#include "edge/hosted_model.h"
#include "edge/options.h"
#include "profile/ema.h"
#include "profile/layer_times.h"
#include "protocol/infer_request.h"
#include "protocol/registration.h"
#include "sciot/result.h"

namespace sciot::edge {

// Keeps the profile of every device and of the edge itself, and decides. Thread-safe.
class Planner {
 public:
  // `options` must outlive the planner.
  static Result<std::unique_ptr<Planner>> Create(const EdgeOptions& options);

  // The edge's own layer times of a model, measured before it is served. Call once for each model.
  Status Calibrate(const HostedModel& model, std::span<const Duration> layer_times);

  // A device introduces itself (no split) or reports from its background (with its split); its next split.
  // Refuses a model that is not the edge's, and times that cannot be.
  Result<uint32_t> Register(const HostedModel& model, const std::string& device_id,
                            const protocol::Registration& registration);

  // Takes in what a device says of itself with an inference. Devices that are not registered are passed over.
  Status TakeInRequest(const HostedModel& model, const protocol::InferRequest& request);

  // Takes in what the edge measured of the inference, and decides the device's next split; nothing for a
  // device that is not registered.
  std::optional<uint32_t> TakeInRun(const HostedModel& model, const protocol::InferRequest& request,
                                    std::span<const Duration> layer_times, Duration waited);

 private:
  Planner(const EdgeOptions& options, std::unique_ptr<decision::Algorithm> algorithm)
      : options_(options), algorithm_(std::move(algorithm)), devices_(options), queue_wait_(options.queue_alpha) {}

  uint32_t Decide(const HostedModel& model, Device& device) const;

  const EdgeOptions& options_;
  const std::unique_ptr<decision::Algorithm> algorithm_;
  std::mutex mutex_;
  DeviceRegistry devices_;                                                  // guarded by mutex_
  std::unordered_map<const HostedModel*, profile::LayerTimes> edge_times_;  // guarded by mutex_
  profile::Ema queue_wait_;                                                 // seconds; guarded by mutex_
};

}  // namespace sciot::edge
