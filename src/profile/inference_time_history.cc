#include "profile/inference_time_history.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace sciot::profile {
namespace {

constexpr size_t kLeastTimes = 3;       // to call a layer unstable
constexpr size_t kLeastRecent = 2;      // one time alone may be a disturbance
constexpr double kRemaining = 0.5;      // of the variance, where a window is parted at a change
constexpr double kMuchFaster = 0.5;     // than the two times before, a change by itself
constexpr double kRemainingLate = 0.1;  // the same, of the few times around a late change

double Mean(std::span<const double> seconds) {
  return std::accumulate(seconds.begin(), seconds.end(), 0.0) / static_cast<double>(seconds.size());
}

double SquaredDeviations(std::span<const double> seconds) {
  const double mean = Mean(seconds);
  double sum = 0;
  for (const double time : seconds) sum += (time - mean) * (time - mean);
  return sum;
}

// Whether the last time alone shows a change: a disturbance makes a layer slower, never faster.
bool IsSuddenlyFast(std::span<const double> seconds) {
  if (seconds.size() < kLeastTimes) return false;
  const auto before = seconds.last(kLeastTimes).first(kLeastTimes - 1);
  return seconds.back() < kMuchFaster * *std::ranges::min_element(before);
}

// Where the last change stands out against as many times before it as after it; 0 where none does. A window that holds
// an older change too has no single parting that explains it.
size_t FindLateChange(std::span<const double> seconds) {
  double least = kRemainingLate;
  size_t change = 0;
  for (size_t count = kLeastRecent; count + kLeastRecent <= seconds.size(); ++count) {
    const std::span<const double> after = seconds.last(count);
    const std::span<const double> both = seconds.last(std::min(2 * count, seconds.size()));
    const double remaining =
        (SquaredDeviations(both.first(both.size() - count)) + SquaredDeviations(after)) / SquaredDeviations(both);
    if (remaining >= least) continue;
    least = remaining;
    change = seconds.size() - count;
  }
  return change;
}

// Where parting all times leaves the least of their variance, if that is less than half; else 0.
size_t FindChange(std::span<const double> seconds) {
  double least = kRemaining * SquaredDeviations(seconds);
  size_t change = 0;
  for (size_t first = 1; first + kLeastRecent <= seconds.size(); ++first) {
    const double within = SquaredDeviations(seconds.first(first)) + SquaredDeviations(seconds.subspan(first));
    if (within >= least) continue;
    least = within;
    change = first;
  }
  return change;
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
  if (IsSuddenlyFast(seconds)) return seconds.back();
  const size_t late = FindLateChange(seconds);
  return Mean(seconds.subspan(late > 0 ? late : FindChange(seconds)));
}

}  // namespace sciot::profile
