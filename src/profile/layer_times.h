// How long each layer of a model takes on one machine: a device, or the edge.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/clock.h"
#include "sciot/result.h"

namespace sciot::profile {

// Configuration keys: layers.alpha and so on.
struct LayerTimesOptions {
  // Share of a new time in a layer's average, in (0, 1].
  double alpha = 0.2;
  // A layer counts as lately measured while one of the last so many updates covered it; >= 1.
  uint64_t recent_updates = 10;
};

// A layer that takes longer than this is refused as absurd.
inline constexpr Duration kMaxLayerTime = std::chrono::hours(1);
// What a layer takes at least. A clock may be too coarse to see it: whoever measures rounds up, and zero is refused.
inline constexpr Duration kMinLayerTime = std::chrono::nanoseconds(1);

// Raises times that are zero to kMinLayerTime.
void RoundUpLayerTimes(std::span<Duration> times);

// What an estimate rests on: nothing, the calibration, the calibration scaled by how this machine has changed since, or
// late measurements of the layer.
enum class LayerTimeSource { kUnknown, kCalibrated, kScaled, kMeasured };

// Two sources make an estimate:
// - a layer that is lately measured (one of the last `recent_updates` updates covered it): its average;
// - any other: its calibration times the scale of this machine, where
//     scale = sum of the averages / sum of the calibrations, over the lately measured layers
//   (1 when there are none; those calibrated at kMinLayerTime do not count).
// A layer without a calibration takes its first measured time for it. A layer that becomes measured again
// continues its average from the scaled estimate. Allocates in the constructor only. One thread.
class LayerTimes {
 public:
  explicit LayerTimes(size_t layer_count, const LayerTimesOptions& options = {});

  size_t layer_count() const { return layers_.size(); }

  // Takes in the times of layers [first_layer, first_layer + times.size()). Refuses, and changes nothing,
  // when those are not all layers of the model or a time is not in [kMinLayerTime, kMaxLayerTime].
  Status Update(size_t first_layer, std::span<const Duration> times);

  // The same for the times of any layers, each named once.
  Status UpdateLayers(std::span<const uint32_t> layers, std::span<const Duration> times);

  // Lets the average of a layer start again from a time in the range of Update. Requires layer < layer_count().
  void Restart(size_t layer, double seconds);

  // Lets no layer but those of the last update count as lately measured: the machine has changed since the others were.
  void ScaleOthers();

  // Times of all layers, measured at start-up: every estimate becomes its calibration. Refuses like Update,
  // and any other count.
  Status SetCalibration(std::span<const Duration> times);

  // Zero for a layer that is neither calibrated nor measured. Requires layer < layer_count().
  Duration Estimate(size_t layer) const;

  // Whether Estimate(layer) rests on a measurement.
  bool known(size_t layer) const { return layers_[layer].known(); }

  // How far updates are from the estimates lately: root mean square of the relative errors of their sums.
  double spread() const { return std::sqrt(mean_square_error_); }

  // What Estimate(layer) rests on.
  LayerTimeSource source(size_t layer) const;

  // Writes the estimates of all layers. Requires seconds.size() == layer_count().
  void CopyEstimates(std::span<double> seconds) const;

  // Writes the time of layers [0, i) to seconds[i]. Requires seconds.size() == layer_count() + 1.
  void PrefixSums(std::span<double> seconds) const;

 private:
  struct Layer {
    double calibration_seconds = 0;  // 0: neither calibrated nor measured
    double average_seconds = 0;
    uint64_t last_update = 0;  // number of the last update that covered it, from 1; 0 before

    bool known() const { return calibration_seconds > 0; }
  };

  Status Check(size_t first_layer, std::span<const Duration> times) const;
  bool IsRecent(const Layer& layer) const {
    return layer.last_update != 0 && updates_ - layer.last_update < options_.recent_updates;
  }
  double EstimateSeconds(const Layer& layer) const {
    return IsRecent(layer) ? layer.average_seconds : layer.calibration_seconds * scale_;
  }
  // `layer_at(i)` is the layer of time i.
  template <typename LayerAt>
  void TakeInAll(std::span<const Duration> times, LayerAt layer_at);
  void TakeIn(Layer& layer, double seconds);
  double MeasureScale() const;

  LayerTimesOptions options_;
  std::vector<Layer> layers_;
  uint64_t updates_ = 0;
  double scale_ = 1;
  double mean_square_error_ = 0;
};

}  // namespace sciot::profile
