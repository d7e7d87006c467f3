// The variance detector of the developer guide.
#pragma once

#include <array>
#include <vector>

#include "profile/inference_time_history.h"
#include "profile/variance_detector.h"

namespace sciot::profile {

// Configuration keys: variance_detection.window_size and so on.
struct VarianceOptions {
  // Off: no layer is ever measured again for its variance.
  bool enabled = true;
  // Times of a layer that are remembered, in 1..kMaxWindowSize. Fewer than three never show a variance.
  size_t window_size = 10;
  // Sample deviation over mean above which a layer's times are unstable; >= 0.
  double cv_threshold = 0.15;
  // Look at layer i + 1 too when layer i is unstable.
  bool cascade = true;
};

inline constexpr size_t kMaxWindowSize = 1000;

// Keeps the last times of each layer and judges by their coefficient of variation.
class WindowDetector final : public VarianceDetector {
 public:
  WindowDetector(size_t layer_count, const VarianceOptions& options);

  VarianceVerdict AddMeasurement(size_t layer, double seconds) override;
  // RecentMean of the layer's window; nothing before its first time.
  std::optional<double> RecentSeconds(size_t layer) const override;

  // Oldest first; at most the window.
  std::span<const double> times(size_t layer) const {
    return std::span(windows_).subspan(layer * options_.window_size, counts_[layer]);
  }

 private:
  bool IsUnstable(size_t layer) const { return !IsStable(times(layer), options_.cv_threshold); }

  const VarianceOptions options_;
  std::vector<double> windows_;   // layer by layer
  std::vector<uint16_t> counts_;  // of the times in each window
  std::array<uint32_t, 1> cascaded_{};
};

}  // namespace sciot::profile
