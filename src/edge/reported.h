// What a device says of itself, checked whole before any of it is believed.
#pragma once

#include <span>
#include <vector>

#include "edge/device.h"
#include "edge/hosted_model.h"
#include "profile/link_estimator.h"
#include "protocol/infer_request.h"
#include "protocol/registration.h"
#include "sciot/result.h"

namespace sciot::edge {

// What a message says, in range.
struct Reported {
  std::vector<Duration> times;  // of layers 0 to times.size() - 1, or of `layers`
  std::vector<uint32_t> layers;
  std::vector<profile::LinkSample> link;
  std::vector<Duration> idle_times;       // of the first layers, beside an inference
  std::vector<uint32_t> unstable_layers;  // each below times.size()
};

// Both count the fault they refuse a message for in `counts`.

// A registration must hold a time for each layer, a report (which names its split) for each below its split.
Result<Reported> CheckRegistration(const HostedModel& model, const protocol::Registration& registration, bool is_report,
                                   DeviceCounts& counts);

// An inference may hold times, for each layer below its split then.
Result<Reported> CheckRequest(const HostedModel& model, const protocol::InferRequest& request, DeviceCounts& counts);

// Microseconds of a layer that took so many seconds. Zero, of a clock too coarse to see it, is rounded up.
double LayerMicroseconds(double seconds);

// Seconds of layers 0, 1, …; no more than the model has. As LayerMicroseconds.
Result<Reported> CheckLayerSeconds(const HostedModel& model, std::span<const double> layer_seconds,
                                   DeviceCounts& counts);

}  // namespace sciot::edge
