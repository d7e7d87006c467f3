#include "profile/inference_time_history.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace sciot::profile {
namespace {

constexpr size_t kLeastTimes = 3;   // to call a layer unstable
constexpr size_t kLeastRecent = 2;  // one time alone may be a disturbance
constexpr double kRemaining = 0.5;  // of the variance, where a window is parted at a change

double Mean(std::span<const double> seconds) {
  return std::accumulate(seconds.begin(), seconds.end(), 0.0) / static_cast<double>(seconds.size());
}

double SquaredDeviations(std::span<const double> seconds) {
  const double mean = Mean(seconds);
  double sum = 0;
  for (const double time : seconds) sum += (time - mean) * (time - mean);
  return sum;
}

}  // namespace

void InferenceTimeHistory::Add(double seconds) {
  if (count_ == window_.size()) {
    std::shift_left(window_.begin(), window_.end(), 1);
  } else {
    ++count_;
  }
  window_[count_ - 1U] = seconds;
}

// Two passes: a running sum of squares would lose the digits of times that hardly vary.
double CoefficientOfVariation(std::span<const double> seconds) {
  if (seconds.size() < 2) return 0;
  const double mean = Mean(seconds);
  if (mean <= 0) return 0;
  return std::sqrt(SquaredDeviations(seconds) / static_cast<double>(seconds.size() - 1)) / mean;
}

bool IsStable(std::span<const double> seconds, double cv_threshold) {
  return seconds.size() < kLeastTimes || CoefficientOfVariation(seconds) <= cv_threshold;
}

double RecentMean(std::span<const double> seconds) {
  assert(!seconds.empty());
  double least = kRemaining * SquaredDeviations(seconds);
  std::span<const double> recent = seconds;
  for (size_t first = 1; first + kLeastRecent <= seconds.size(); ++first) {
    const double within = SquaredDeviations(seconds.first(first)) + SquaredDeviations(seconds.subspan(first));
    if (within >= least) continue;
    least = within;
    recent = seconds.subspan(first);
  }
  return Mean(recent);
}

}  // namespace sciot::profile
