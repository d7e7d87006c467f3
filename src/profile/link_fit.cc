#include "profile/link_fit.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace sciot::profile {
namespace {

// Sizes less apart than this cannot separate round trip from bandwidth under the noise of real links.
constexpr double kMinSizeRatio = 2.0;
// A less simple explanation must reduce the error to this share of the simpler one's.
constexpr double kClearlyBetter = 0.8;

// Sums of the normal equations; relative errors mean a weight of 1 / seconds^2.
struct Sums {
  double w = 0, wb = 0, wbb = 0, wd = 0, wbd = 0;
};

Sums SumUp(std::span<const LinkPoint> points) {
  Sums s;
  for (const LinkPoint& p : points) {
    const double w = 1 / (p.seconds * p.seconds);
    s.w += w;
    s.wb += w * p.bytes;
    s.wbb += w * p.bytes * p.bytes;
    s.wd += w * p.seconds;
    s.wbd += w * p.bytes * p.seconds;
  }
  return s;
}

LinkLine FitBandwidth(const LinkLine& before, const Sums& s) {
  if (s.wbb <= 0) return before;
  const double slope = (s.wbd - before.rtt_seconds * s.wb) / s.wbb;
  return {before.rtt_seconds, std::max(slope, kMinSecondsPerByte)};
}

LinkLine FitRoundTrip(const LinkLine& before, const Sums& s) {
  return {std::max((s.wd - before.seconds_per_byte * s.wb) / s.w, 0.0), before.seconds_per_byte};
}

LinkLine FitScale(const LinkLine& before, std::span<const LinkPoint> points) {
  double up = 0;
  double down = 0;
  for (const LinkPoint& p : points) {
    const double ratio = before.Predict(p.bytes) / p.seconds;
    up += ratio;
    down += ratio * ratio;
  }
  const double factor = down > 0 ? up / down : 1;
  return {before.rtt_seconds * factor, std::max(before.seconds_per_byte * factor, kMinSecondsPerByte)};
}

bool SizesDiffer(std::span<const LinkPoint> points) {
  const auto less = [](const LinkPoint& a, const LinkPoint& b) { return a.bytes < b.bytes; };
  const auto [least, most] = std::minmax_element(points.begin(), points.end(), less);
  return most->bytes > 0 && most->bytes >= kMinSizeRatio * least->bytes;
}

}  // namespace

double RelativeError(const LinkLine& line, std::span<const LinkPoint> points) {
  assert(!points.empty());
  double sum = 0;
  for (const LinkPoint& p : points) sum += std::pow(line.Predict(p.bytes) / p.seconds - 1, 2);
  return std::sqrt(sum / static_cast<double>(points.size()));
}

std::optional<LinkLine> FitBoth(std::span<const LinkPoint> points) {
  if (points.size() < 2 || !SizesDiffer(points)) return std::nullopt;
  const Sums s = SumUp(points);
  const double determinant = s.w * s.wbb - s.wb * s.wb;
  if (determinant <= 0) return std::nullopt;
  const LinkLine line{(s.wd * s.wbb - s.wbd * s.wb) / determinant, (s.w * s.wbd - s.wb * s.wd) / determinant};
  if (line.rtt_seconds <= 0 || line.seconds_per_byte < kMinSecondsPerByte) return std::nullopt;
  return line;
}

LinkLine ExplainChange(const LinkLine& before, std::span<const LinkPoint> points, double tolerance) {
  const Sums s = SumUp(points);
  LinkLine best = FitBandwidth(before, s);
  double best_error = RelativeError(best, points);
  for (const LinkLine& line : {FitRoundTrip(before, s), FitScale(before, points)}) {
    const double error = RelativeError(line, points);
    if (error >= kClearlyBetter * best_error) continue;
    best = line;
    best_error = error;
  }
  if (best_error <= tolerance) return best;
  return FitBoth(points).value_or(best);
}

}  // namespace sciot::profile
