#include "profile/link_estimator.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string>

namespace sciot::profile {
namespace {

using Seconds = std::chrono::duration<double>;

// Surprises in one direction that make a change: one may be a hiccup.
constexpr double kSurprisesOfAChange = 2;
// What counts as a surprise, and the most that one counts for.
constexpr double kLeastSurprise = 0.75;
constexpr double kMostSurprise = 1.25;

Status CheckDuration(Duration duration) {
  if (duration > Duration::zero() && duration <= kMaxNetworkDuration) return {};
  return Error{ErrorCode::kInvalidArgument,
               "network duration of " + std::to_string(duration.count()) + " ns, must be above 0 and at most one hour"};
}

LinkLine DefaultLine(const LinkOptions& options) {
  return {Seconds(options.default_rtt).count(), std::max(1 / options.default_bytes_per_second, kMinSecondsPerByte)};
}

// Moves `line` by `alpha` of the way to `goal`.
void Approach(LinkLine& line, const LinkLine& goal, double alpha) {
  line.rtt_seconds += alpha * (goal.rtt_seconds - line.rtt_seconds);
  line.seconds_per_byte += alpha * (goal.seconds_per_byte - line.seconds_per_byte);
}

}  // namespace

LinkReport PartReport(std::span<const LinkSample> samples) {
  for (size_t i = 0; i + 1 < samples.size(); ++i) {
    if (samples[i].received_bytes == 0) return {samples.first(i + 1), samples.subspan(i + 1)};
  }
  return {{}, samples};
}

LinkEstimator::LinkEstimator(const LinkOptions& options)
    : options_(options), line_(DefaultLine(options)), before_(line_), before_surprise_(line_) {
  assert(options.alpha > 0 && options.alpha <= 1 && options.surprise_factor > 1);
  assert(options.default_bytes_per_second > 0 && options.default_rtt >= Duration::zero());
}

Status LinkEstimator::Update(const LinkSample& sample) {
  SCIOT_TRY(CheckDuration(sample.network_duration));
  const LinkPoint point = PointOf(sample);
  if (sample_count_ > 0) {
    const double error = std::min(point.seconds / line_.Predict(point.bytes) - 1, 1.0);
    mean_square_error_ += options_.alpha * (error * error - mean_square_error_);
  }
  const bool first_large = !bandwidth_measured_ && !IsSmall(point);
  const bool changed = !first_large && SeesChange(point);
  Append(point);
  if (changed) {
    KeepLast(samples_since_surprise_);
    StartFitting(before_surprise_);
  } else if (first_large) {
    StartFitting(line_);
    bandwidth_measured_ = true;
  }
  fitting_ ? Refit() : Follow(point);
  if (sample_count_ == kKeptSamples) fitting_ = false;
  return {};
}

Status LinkEstimator::UpdateByProbe(std::span<const LinkSample> probe) {
  for (const LinkSample& sample : probe) SCIOT_TRY(CheckDuration(sample.network_duration));
  std::array<LinkPoint, kKeptSamples> points{};
  const size_t count = std::min(probe.size(), points.size());
  for (size_t i = 0; i < count; ++i) points[i] = PointOf(probe[probe.size() - count + i]);
  const std::span<const LinkPoint> seen(points.data(), count);
  const auto both = bandwidth_measured_ ? FitBoth(seen) : std::nullopt;
  if (count < 2 || !bandwidth_measured_ || !IsSurprised(seen)) {
    for (const LinkSample& sample : probe) SCIOT_TRY(Update(sample));
    if (both) Approach(line_, *both, options_.probe_alpha);
    return {};
  }
  points_ = points;
  sample_count_ = count;
  line_ = both ? *both : ExplainChange(line_, seen, options_.noise);
  StartFitting(line_);
  return {};
}

bool LinkEstimator::IsSurprised(std::span<const LinkPoint> points) const {
  return std::ranges::any_of(points, [this](const LinkPoint& p) { return std::abs(SurpriseOf(p, line_)) > 1; });
}

LinkEstimate LinkEstimator::Estimate() const {
  return {std::chrono::duration_cast<Duration>(Seconds(line_.rtt_seconds)), 1 / line_.seconds_per_byte};
}

// As long as the bandwidth is only assumed, the bytes of a small exchange count for nothing.
LinkPoint LinkEstimator::PointOf(const LinkSample& sample) const {
  const double bytes = static_cast<double>(sample.sent_bytes) + static_cast<double>(sample.received_bytes);
  const LinkPoint point{Seconds(sample.network_duration).count(), bytes};
  return bandwidth_measured_ || !IsSmall(point) ? point : LinkPoint{point.seconds, 0};
}

bool LinkEstimator::IsSmall(const LinkPoint& point) const {
  return point.bytes <= static_cast<double>(options_.small_exchange_bytes);
}

// Counts surprises, small and large exchanges apart: a change of bandwidth does not show in the small ones
// between.
bool LinkEstimator::SeesChange(const LinkPoint& point) {
  ++samples_since_surprise_;
  const bool waiting = surprises_ != Surprises{} && samples_since_surprise_ <= kKeptSamples;
  // The first surprise has moved the estimate; the second is judged by what was believed before.
  double surprise = SurpriseOf(point, waiting ? before_surprise_ : line_);
  if (std::abs(surprise) < (IsSmall(point) ? 1 : kLeastSurprise)) surprise = 0;
  surprise = std::clamp(surprise, -kMostSurprise, kMostSurprise);
  if (surprise != 0 && !waiting) {
    before_surprise_ = line_;
    samples_since_surprise_ = 1;
  }
  double& sum = surprises_[IsSmall(point) ? 0 : 1];
  if (surprise == 0 && samples_since_surprise_ <= 2) return false;
  sum = surprise * sum > 0 ? sum + surprise : surprise;
  return std::abs(surprises_[0] + surprises_[1]) >= kSurprisesOfAChange;
}

double LinkEstimator::SurpriseOf(const LinkPoint& point, const LinkLine& line) const {
  if (sample_count_ == 0) return 0;
  return std::log(point.seconds / line.Predict(point.bytes)) / std::log(options_.surprise_factor);
}

void LinkEstimator::Append(const LinkPoint& point) {
  if (sample_count_ == kKeptSamples) KeepLast(kKeptSamples - 1);
  points_[sample_count_++] = point;
}

void LinkEstimator::KeepLast(size_t count) {
  if (count >= sample_count_) return;
  std::copy(points_.begin() + static_cast<std::ptrdiff_t>(sample_count_ - count),
            points_.begin() + static_cast<std::ptrdiff_t>(sample_count_), points_.begin());
  sample_count_ = count;
}

void LinkEstimator::StartFitting(const LinkLine& before) {
  before_ = before;
  before_measured_ = bandwidth_measured_;
  fitting_ = true;
  surprises_ = {};
}

void LinkEstimator::Refit() {
  const auto is_small = [this](const LinkPoint& point) { return IsSmall(point); };
  if (std::all_of(points().begin(), points().end(), is_small)) {
    line_ = {SmallRoundTrip(), before_.seconds_per_byte};
    return;
  }
  const auto both = before_measured_ ? std::nullopt : FitBoth(points());
  line_ = both ? *both : ExplainChange(before_, points(), options_.noise);
}

// The mean round trip of small exchanges. What their bytes took is taken off, but never more than half.
double LinkEstimator::SmallRoundTrip() const {
  double sum = 0;
  for (const LinkPoint& p : points()) sum += std::max(p.seconds - p.bytes * before_.seconds_per_byte, p.seconds / 2);
  return sum / static_cast<double>(sample_count_);
}

void LinkEstimator::Follow(const LinkPoint& point) {
  const double predicted = line_.Predict(point.bytes);
  const double seconds =
      std::clamp(point.seconds, predicted / options_.surprise_factor, predicted * options_.surprise_factor);
  const double step = options_.alpha * (seconds - predicted);
  const double transfer_share = IsSmall(point) ? 0 : point.bytes * line_.seconds_per_byte / predicted;
  line_.rtt_seconds += step * (1 - transfer_share);
  if (transfer_share > 0) line_.seconds_per_byte += step * transfer_share / point.bytes;
  if (const auto both = FitBoth(points())) Approach(line_, *both, options_.drift_alpha);
  line_.rtt_seconds = std::max(line_.rtt_seconds, 0.0);
  line_.seconds_per_byte = std::max(line_.seconds_per_byte, kMinSecondsPerByte);
}

}  // namespace sciot::profile
