#include "profile/layer_times.h"

#include <algorithm>
#include <cassert>
#include <string>

namespace sciot::profile {
namespace {

using Seconds = std::chrono::duration<double>;

// A calibration no longer than this was rounded up and says nothing about this machine's speed.
constexpr double kResolutionSeconds = Seconds(kMinLayerTime).count();

Error CountError(size_t first_layer, size_t count, size_t layer_count) {
  return {ErrorCode::kInvalidArgument, std::to_string(count) + " layer times from layer " +
                                           std::to_string(first_layer) + ", the model has " +
                                           std::to_string(layer_count) + " layers"};
}

Error TimeError(size_t layer, Duration time) {
  return {ErrorCode::kInvalidArgument, "layer " + std::to_string(layer) + ": time of " + std::to_string(time.count()) +
                                           " ns, must be above 0 and at most one hour"};
}

}  // namespace

void RoundUpLayerTimes(std::span<Duration> times) {
  for (Duration& time : times) {
    if (time == Duration::zero()) time = kMinLayerTime;
  }
}

LayerTimes::LayerTimes(size_t layer_count, const LayerTimesOptions& options) : options_(options), layers_(layer_count) {
  assert(options.alpha > 0 && options.alpha <= 1 && options.recent_updates >= 1);
}

Status LayerTimes::Update(size_t first_layer, std::span<const Duration> times) {
  SCIOT_TRY(Check(first_layer, times));
  TakeInAll(times, [first_layer](size_t i) { return first_layer + i; });
  return {};
}

Status LayerTimes::UpdateLayers(std::span<const uint32_t> layers, std::span<const Duration> times) {
  if (layers.size() != times.size()) return CountError(0, times.size(), layers.size());
  for (size_t i = 0; i < layers.size(); ++i) SCIOT_TRY(Check(layers[i], times.subspan(i, 1)));
  TakeInAll(times, [layers](size_t i) { return layers[i]; });
  return {};
}

template <typename LayerAt>
void LayerTimes::TakeInAll(std::span<const Duration> times, LayerAt layer_at) {
  if (times.empty()) return;
  double expected = 0;
  double measured = 0;
  for (size_t i = 0; i < times.size(); ++i) {
    const Layer& layer = layers_[layer_at(i)];
    const double seconds = Seconds(times[i]).count();
    expected += layer.known() ? EstimateSeconds(layer) : seconds;
    measured += seconds;
  }
  const double error = std::min(measured / expected - 1, 1.0);
  mean_square_error_ += options_.alpha * (error * error - mean_square_error_);
  ++updates_;
  for (size_t i = 0; i < times.size(); ++i) TakeIn(layers_[layer_at(i)], Seconds(times[i]).count());
  scale_ = MeasureScale();
}

Status LayerTimes::SetCalibration(std::span<const Duration> times) {
  if (times.size() != layers_.size()) return CountError(0, times.size(), layers_.size());
  SCIOT_TRY(Check(0, times));
  for (size_t i = 0; i < times.size(); ++i) {
    const double seconds = Seconds(times[i]).count();
    layers_[i] = {seconds, seconds, 0};
  }
  scale_ = 1;
  return {};
}

void LayerTimes::Restart(size_t layer, double seconds) {
  assert(layer < layers_.size());
  if (!layers_[layer].known()) layers_[layer].calibration_seconds = seconds;
  layers_[layer].average_seconds = seconds;
  layers_[layer].last_update = updates_;
  scale_ = MeasureScale();
}

void LayerTimes::ScaleOthers() {
  for (Layer& layer : layers_) {
    if (layer.last_update != updates_) layer.last_update = 0;
  }
  scale_ = MeasureScale();
}

LayerTimeSource LayerTimes::source(size_t layer) const {
  assert(layer < layers_.size());
  if (!layers_[layer].known()) return LayerTimeSource::kUnknown;
  if (IsRecent(layers_[layer])) return LayerTimeSource::kMeasured;
  const bool is_scaled = std::ranges::any_of(layers_, [this](const Layer& other) { return IsRecent(other); });
  return is_scaled ? LayerTimeSource::kScaled : LayerTimeSource::kCalibrated;
}

Duration LayerTimes::Estimate(size_t layer) const {
  assert(layer < layers_.size());
  return std::chrono::round<Duration>(Seconds(EstimateSeconds(layers_[layer])));
}

void LayerTimes::CopyEstimates(std::span<double> seconds) const {
  assert(seconds.size() == layers_.size());
  for (size_t i = 0; i < layers_.size(); ++i) seconds[i] = EstimateSeconds(layers_[i]);
}

void LayerTimes::PrefixSums(std::span<double> seconds) const {
  assert(seconds.size() == layers_.size() + 1);
  seconds[0] = 0;
  for (size_t i = 0; i < layers_.size(); ++i) seconds[i + 1] = seconds[i] + EstimateSeconds(layers_[i]);
}

Status LayerTimes::Check(size_t first_layer, std::span<const Duration> times) const {
  if (first_layer > layers_.size() || times.size() > layers_.size() - first_layer) {
    return CountError(first_layer, times.size(), layers_.size());
  }
  for (size_t i = 0; i < times.size(); ++i) {
    if (times[i] < kMinLayerTime || times[i] > kMaxLayerTime) return TimeError(first_layer + i, times[i]);
  }
  return {};
}

// Called with updates_ already counting this update and scale_ still that of the one before.
void LayerTimes::TakeIn(Layer& layer, double seconds) {
  if (!layer.known()) {
    layer = {seconds, seconds, updates_};
    return;
  }
  const double before = EstimateSeconds(layer);
  layer.average_seconds = before + options_.alpha * (seconds - before);
  layer.last_update = updates_;
}

double LayerTimes::MeasureScale() const {
  double averages = 0;
  double calibrations = 0;
  for (const Layer& layer : layers_) {
    if (!IsRecent(layer) || layer.calibration_seconds <= kResolutionSeconds) continue;
    averages += layer.average_seconds;
    calibrations += layer.calibration_seconds;
  }
  return calibrations > 0 ? averages / calibrations : 1;
}

}  // namespace sciot::profile
