// What is known of a model's layers on one machine: their times, and which of them are not to be trusted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "profile/layer_times.h"
#include "profile/variance_detector.h"
#include "sciot/result.h"

namespace sciot::profile {

// What an update brought to light. A layer is unstable from a verdict against it to a measurement without one.
struct VarianceChange {
  uint32_t became_unstable = 0;  // layers
  uint32_t first_layer = 0;      // the first of these, where there are any
  uint32_t cascaded = 0;         // layers that verdicts on others pointed at
  uint32_t settled = 0;          // layers
};

// Layer times with the detector that watches them: the average of a layer that is unstable starts again from what the
// layer takes lately, with each of its measurements, so that an estimate follows a change at once. Allocates in the
// constructor only. One thread.
class LayerProfile {
 public:
  // Without a detector no layer is unstable.
  LayerProfile(size_t layer_count, const LayerTimesOptions& options, std::unique_ptr<VarianceDetector> detector);

  const LayerTimes& times() const { return times_; }
  size_t layer_count() const { return times_.layer_count(); }

  // See LayerTimes::SetCalibration.
  Status SetCalibration(std::span<const Duration> times) { return times_.SetCalibration(times); }

  // Refuses, and changes nothing, as LayerTimes::Update does.
  Result<VarianceChange> Update(size_t first_layer, std::span<const Duration> times);

  // The same for any layers, each named once.
  Result<VarianceChange> UpdateLayers(std::span<const uint32_t> layers, std::span<const Duration> times);

  // See LayerTimes::Restart.
  void Restart(size_t layer, double seconds) { times_.Restart(layer, seconds); }

  bool is_unstable(size_t layer) const { return is_unstable_[layer]; }
  // How many layers at the front hold all that are unstable: 0 when all are stable.
  size_t unstable_end() const;
  // Whether one of the first `end` layers is unstable.
  bool has_unstable_before(size_t end) const;
  std::vector<uint32_t> UnstableLayers() const;

  // Times a layer became unstable, and times a verdict on a layer pointed at another.
  uint64_t events() const { return events_; }
  uint64_t cascades() const { return cascades_; }

 private:
  // `layer_at(i)` is the layer of time i.
  template <typename LayerAt>
  VarianceChange WatchAll(std::span<const Duration> times, LayerAt layer_at);
  void Watch(size_t layer, double seconds, VarianceChange& change);
  void Mark(size_t layer, VarianceChange& change);

  LayerTimes times_;
  std::unique_ptr<VarianceDetector> detector_;
  std::vector<bool> is_unstable_;  // by layer
  uint64_t events_ = 0;
  uint64_t cascades_ = 0;
};

}  // namespace sciot::profile
