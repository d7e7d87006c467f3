#include "profile/window_detector.h"

#include <cassert>

namespace sciot::profile {

WindowDetector::WindowDetector(size_t layer_count, const VarianceOptions& options)
    : options_(options), windows_(layer_count * options.window_size), counts_(layer_count) {
  assert(options.window_size >= 1 && options.window_size <= kMaxWindowSize && options.cv_threshold >= 0);
}

VarianceVerdict WindowDetector::AddMeasurement(size_t layer, double seconds) {
  assert(layer < counts_.size());
  const std::span<double> window = std::span(windows_).subspan(layer * options_.window_size, options_.window_size);
  InferenceTimeHistory(window, counts_[layer]).Add(seconds);
  VarianceVerdict verdict{IsUnstable(layer), {}};
  const size_t next = layer + 1;
  if (!verdict.needs_retest || !options_.cascade || next == counts_.size() || !IsUnstable(next)) return verdict;
  cascaded_[0] = static_cast<uint32_t>(next);
  verdict.cascaded_layers = cascaded_;
  return verdict;
}

std::optional<double> WindowDetector::RecentSeconds(size_t layer) const {
  assert(layer < counts_.size());
  if (counts_[layer] == 0) return std::nullopt;
  return RecentMean(times(layer));
}

}  // namespace sciot::profile
