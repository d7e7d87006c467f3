// A quantity over time.
#pragma once

#include <utility>
#include <vector>

namespace sciot::simulation {

// A factor that changes over time: 1 where nothing else is said. Immutable.
class Trace {
 public:
  // Always 1.
  Trace() = default;

  // `factor` from `start` on.
  static Trace Step(double start, double factor);
  // From 1 at `start` to `factor` at `end`, in equal ratios, then constant.
  static Trace Ramp(double start, double end, double factor);
  // 1 and `factor` in turn, each for half a period.
  static Trace Oscillation(double period, double factor, double duration);
  // A ramp to `factor` and back in each period.
  static Trace Wave(double period, double factor, double duration);
  // `factor` during each of the intervals, given in order.
  static Trace Intervals(const std::vector<std::pair<double, double>>& intervals, double factor);

  double At(double seconds) const;

  // The next point in time after `seconds` at which the value jumps; infinity when none follows.
  double NextJump(double seconds) const;

 private:
  struct Point {
    double seconds;
    double from;  // value from here on
    double to;    // value right before the next point; equal to `from`: constant
  };
  std::vector<Point> points_;
};

}  // namespace sciot::simulation
