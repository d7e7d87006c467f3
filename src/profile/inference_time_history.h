// The last times of one layer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace sciot::profile {

// The developer guide's InferenceTimeHistory. Views memory kept elsewhere, so that the histories of a model lie in one
// piece; never allocates, and each call costs the window at most.
class InferenceTimeHistory {
 public:
  // `window` holds the times, `count` how many of them there are; both must outlive it. Requires a window.
  InferenceTimeHistory(std::span<double> window, uint16_t& count) : window_(window), count_(count) {}

  // Forgets the oldest time when the window is full.
  void Add(double seconds);

  // Oldest first.
  std::span<const double> times() const { return window_.first(count_); }

 private:
  std::span<double> window_;
  uint16_t& count_;
};

// Sample deviation over mean: how much times vary, whatever their size. 0 for fewer than two times, or a mean of 0.
double CoefficientOfVariation(std::span<const double> seconds);

// With fewer than three times the guide calls a layer stable.
bool IsStable(std::span<const double> seconds, double cv_threshold);

// Mean of the times since the layer changed last: the last alone where it takes less than half of the two before, which
// no disturbance explains; or else of two or more: since the point where the times after it
// differ clearly from as many before it, or else where parting the window leaves less than half of its variance; of the
// whole window where no such point stands out. Requires a time.
double RecentMean(std::span<const double> seconds);

}  // namespace sciot::profile
