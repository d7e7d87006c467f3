#include "profile/layer_profile.h"

#include <algorithm>

namespace sciot::profile {
namespace {

// A detector that is not ours may answer anything.
bool IsLayerTime(double seconds) {
  return seconds > 0 && seconds <= std::chrono::duration<double>(kMaxLayerTime).count();
}

}  // namespace

LayerProfile::LayerProfile(size_t layer_count, const LayerTimesOptions& options,
                           std::unique_ptr<VarianceDetector> detector)
    : times_(layer_count, options), detector_(std::move(detector)), is_unstable_(layer_count) {}

Result<VarianceChange> LayerProfile::Update(size_t first_layer, std::span<const Duration> times) {
  SCIOT_TRY(times_.Update(first_layer, times));
  return WatchAll(times, [first_layer](size_t i) { return first_layer + i; });
}

Result<VarianceChange> LayerProfile::UpdateLayers(std::span<const uint32_t> layers, std::span<const Duration> times) {
  SCIOT_TRY(times_.UpdateLayers(layers, times));
  return WatchAll(times, [layers](size_t i) { return layers[i]; });
}

template <typename LayerAt>
VarianceChange LayerProfile::WatchAll(std::span<const Duration> times, LayerAt layer_at) {
  VarianceChange change;
  if (detector_ == nullptr) return change;
  bool is_any_unstable = false;
  for (size_t i = 0; i < times.size(); ++i) {
    Watch(layer_at(i), std::chrono::duration<double>(times[i]).count(), change);
    is_any_unstable |= is_unstable_[layer_at(i)];
  }
  if (is_any_unstable) times_.ScaleOthers();
  events_ += change.became_unstable;
  cascades_ += change.cascaded;
  return change;
}

void LayerProfile::Watch(size_t layer, double seconds, VarianceChange& change) {
  const VarianceVerdict verdict = detector_->AddMeasurement(layer, seconds);
  for (const uint32_t cascaded : verdict.cascaded_layers) {
    if (cascaded >= layer_count()) continue;
    ++change.cascaded;
    Mark(cascaded, change);
  }
  if (verdict.needs_retest) {
    Mark(layer, change);
    const double recent = detector_->RecentSeconds(layer).value_or(seconds);
    times_.Restart(layer, IsLayerTime(recent) ? recent : seconds);
  } else if (is_unstable_[layer]) {
    is_unstable_[layer] = false;
    ++change.settled;
  }
}

void LayerProfile::Mark(size_t layer, VarianceChange& change) {
  if (is_unstable_[layer]) return;
  is_unstable_[layer] = true;
  if (change.became_unstable++ == 0) change.first_layer = static_cast<uint32_t>(layer);
}

size_t LayerProfile::unstable_end() const {
  size_t end = layer_count();
  while (end > 0 && !is_unstable_[end - 1]) --end;
  return end;
}

bool LayerProfile::has_unstable_before(size_t end) const {
  return std::find(is_unstable_.begin(), is_unstable_.begin() + static_cast<std::ptrdiff_t>(end), true) !=
         is_unstable_.begin() + static_cast<std::ptrdiff_t>(end);
}

std::vector<uint32_t> LayerProfile::UnstableLayers() const {
  std::vector<uint32_t> layers;
  for (size_t layer = 0; layer < layer_count(); ++layer) {
    if (is_unstable_[layer]) layers.push_back(static_cast<uint32_t>(layer));
  }
  return layers;
}

}  // namespace sciot::profile
