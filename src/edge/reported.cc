#include "edge/reported.h"

#include <chrono>
#include <string>

namespace sciot::edge {
namespace {

using Microseconds = std::chrono::duration<double, std::micro>;

constexpr double kMicrosecondsPerSecond = 1e6;
constexpr double kMinMicroseconds = Microseconds(profile::kMinLayerTime).count();
constexpr double kMaxMicroseconds = Microseconds(profile::kMaxLayerTime).count();
static_assert(profile::kMaxLayerTime == profile::kMaxNetworkDuration);

Error Invalid(std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(message)};
}

// Zero, NaN and infinity are refused too.
Result<Duration> ToDuration(double microseconds, const std::string& what) {
  if (microseconds > 0 && microseconds <= kMaxMicroseconds) {
    return std::max(std::chrono::duration_cast<Duration>(Microseconds(microseconds)), profile::kMinLayerTime);
  }
  return Invalid(what + " of " + std::to_string(microseconds) + " us is not above 0 and at most an hour");
}

Result<std::vector<Duration>> ToTimes(const std::vector<double>& layer_us, size_t expected, const std::string& of) {
  if (layer_us.size() != expected) {
    return Invalid("layer_us holds " + std::to_string(layer_us.size()) + " times, " + of + " " +
                   std::to_string(expected));
  }
  std::vector<Duration> times;
  times.reserve(expected);
  for (const double us : layer_us) {
    SCIOT_ASSIGN(const Duration time, ToDuration(us, "layer " + std::to_string(times.size()) + ": a time"));
    times.push_back(time);
  }
  return times;
}

Result<std::vector<profile::LinkSample>> ToLink(std::span<const protocol::LinkSample> samples) {
  std::vector<profile::LinkSample> link;
  for (const protocol::LinkSample& sample : samples) {
    SCIOT_ASSIGN(const Duration duration, ToDuration(sample.us, "a network time"));
    link.push_back({duration, sample.sent_bytes, sample.received_bytes});
  }
  return link;
}

Status CheckSameModel(const HostedModel& model, const std::string& sha256) {
  if (sha256 == model.sha256()) return {};
  return Error{ErrorCode::kConflict,
               "the device's model has SHA-256 " + sha256 + ", '" + model.name() + "' here has " + model.sha256()};
}

Status CheckLayers(const std::vector<uint32_t>& layers, size_t end) {
  for (const uint32_t layer : layers) {
    if (layer >= end) return Invalid("unstable_layers holds layer " + std::to_string(layer) + ", which has no time");
  }
  return {};
}

template <typename Checked>
Checked Counted(Checked checked, uint64_t& faults) {
  if (!checked.ok()) ++faults;
  return checked;
}

}  // namespace

Result<Reported> CheckRegistration(const HostedModel& model, const protocol::Registration& registration, bool is_report,
                                   DeviceCounts& counts) {
  SCIOT_TRY(Counted(CheckSameModel(model, registration.model_sha256), counts.rejected_models));
  const size_t layers = is_report ? registration.split.value_or(0) : model.layer_count();
  const std::string of = is_report ? "the split is" : "the number of layers is";
  if (layers > model.layer_count()) {
    ++counts.rejected_times;
    return Invalid("split " + std::to_string(layers) + " is out of range 0.." + std::to_string(model.layer_count()));
  }
  Reported reported;
  SCIOT_ASSIGN(reported.times, Counted(ToTimes(registration.layer_us, layers, of), counts.rejected_times));
  SCIOT_TRY(Counted(CheckLayers(registration.unstable_layers, layers), counts.rejected_times));
  SCIOT_ASSIGN(reported.link, Counted(ToLink(registration.link), counts.rejected_links));
  reported.unstable_layers = registration.unstable_layers;
  return reported;
}

Result<Reported> CheckRequest(const HostedModel& model, const protocol::InferRequest& request, DeviceCounts& counts) {
  Reported reported;
  if (!request.layer_us.empty()) {
    const size_t split = request.split.value_or(0);
    SCIOT_ASSIGN(reported.times, Counted(ToTimes(request.layer_us, split, "the split is"), counts.rejected_times));
  }
  if (request.idle_layer_us.size() > model.layer_count()) {
    ++counts.rejected_times;
    return Invalid("idle_layer_us holds " + std::to_string(request.idle_layer_us.size()) + " times, the model has " +
                   std::to_string(model.layer_count()) + " layers");
  }
  const auto idle = ToTimes(request.idle_layer_us, request.idle_layer_us.size(), "");
  SCIOT_ASSIGN(reported.idle_times, Counted(idle, counts.rejected_times));
  if (!reported.times.empty()) reported.layers = request.layers;
  if (!request.link) return reported;
  SCIOT_ASSIGN(reported.link, Counted(ToLink({&*request.link, 1}), counts.rejected_links));
  return reported;
}

double LayerMicroseconds(double seconds) {
  return seconds == 0 ? kMinMicroseconds : seconds * kMicrosecondsPerSecond;
}

Result<Reported> CheckLayerSeconds(const HostedModel& model, std::span<const double> layer_seconds,
                                   DeviceCounts& counts) {
  if (layer_seconds.size() > model.layer_count()) {
    ++counts.rejected_times;
    return Invalid(std::to_string(layer_seconds.size()) + " layer times, the model '" + model.name() + "' has " +
                   std::to_string(model.layer_count()) + " layers");
  }
  Reported reported;
  reported.times.reserve(layer_seconds.size());
  for (const double seconds : layer_seconds) {
    SCIOT_ASSIGN(const Duration time, Counted(ToDuration(LayerMicroseconds(seconds),
                                                         "layer " + std::to_string(reported.times.size()) + ": a time"),
                                              counts.rejected_times));
    reported.times.push_back(time);
  }
  return reported;
}

}  // namespace sciot::edge
