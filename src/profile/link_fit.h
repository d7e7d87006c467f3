// A straight line through network measurements: duration = round trip + bytes * seconds per byte.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace sciot::profile {

// No link is believed faster than 100 GB/s, so that a bandwidth stays a finite number.
inline constexpr double kMinSecondsPerByte = 1e-11;

// What is believed of a link.
struct LinkLine {
  double rtt_seconds = 0;                        // >= 0
  double seconds_per_byte = kMinSecondsPerByte;  // >= kMinSecondsPerByte; the inverse of the bandwidth

  double Predict(double bytes) const { return rtt_seconds + bytes * seconds_per_byte; }
};

// One exchange over the network.
struct LinkPoint {
  double seconds = 0;  // > 0
  double bytes = 0;    // >= 0, both directions together
};

// Root mean square of the relative errors of `line`. Requires points.
double RelativeError(const LinkLine& line, std::span<const LinkPoint> points);

// Least squares of the relative errors over both numbers of the line. Nothing when the sizes are too alike to
// tell the two apart (the largest less than twice the smallest), or when either number would not be positive.
std::optional<LinkLine> FitBoth(std::span<const LinkPoint> points);

// What probably became of a link believed to be `before` that now yields `points` (at least one). The
// simplest explanation that fits is taken: another bandwidth; if that fits clearly worse, another round trip;
// then both scaled alike; and both freely when nothing simpler fits within `tolerance` (a relative error; the
// noise to expect).
LinkLine ExplainChange(const LinkLine& before, std::span<const LinkPoint> points, double tolerance);

}  // namespace sciot::profile
