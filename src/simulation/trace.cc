#include "simulation/trace.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sciot::simulation {

Trace Trace::Step(double start, double factor) {
  Trace trace;
  trace.points_ = {{start, factor, factor}};
  return trace;
}

Trace Trace::Ramp(double start, double end, double factor) {
  Trace trace;
  trace.points_ = {{start, 1, factor}, {end, factor, factor}};
  return trace;
}

Trace Trace::Oscillation(double period, double factor, double duration) {
  Trace trace;
  for (double t = period / 2; t < duration; t += period) {
    trace.points_.push_back({t, factor, factor});
    trace.points_.push_back({t + period / 2, 1, 1});
  }
  return trace;
}

Trace Trace::Wave(double period, double factor, double duration) {
  Trace trace;
  for (double t = 0; t < duration; t += period) {
    trace.points_.push_back({t, 1, factor});
    trace.points_.push_back({t + period / 2, factor, 1});
  }
  return trace;
}

Trace Trace::Intervals(const std::vector<std::pair<double, double>>& intervals, double factor) {
  Trace trace;
  for (const auto& [start, end] : intervals) {
    trace.points_.push_back({start, factor, factor});
    trace.points_.push_back({end, 1, 1});
  }
  return trace;
}

double Trace::At(double seconds) const {
  const auto next = std::ranges::upper_bound(points_, seconds, {}, &Point::seconds);
  if (next == points_.begin()) return 1;
  const Point& point = *std::prev(next);
  if (point.from == point.to || next == points_.end()) return point.from;
  const double share = (seconds - point.seconds) / (next->seconds - point.seconds);
  return point.from * std::pow(point.to / point.from, share);
}

double Trace::NextJump(double seconds) const {
  const auto next = std::ranges::upper_bound(points_, seconds, {}, &Point::seconds);
  return next == points_.end() ? std::numeric_limits<double>::infinity() : next->seconds;
}

}  // namespace sciot::simulation
