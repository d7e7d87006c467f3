// What a number in a configuration may be.
#pragma once

#include <limits>
#include <string>

namespace sciot::app {

class Interval {
 public:
  // least <= x <= most
  static Interval From(double least, double most = kEndless) { return {least, most, true}; }
  // least < x <= most
  static Interval Above(double least, double most = kEndless) { return {least, most, false}; }

  bool Contains(double value) const {
    return (value > least_ || (includes_least_ && value == least_)) && value <= most_;
  }

  // "0 to 1", "above 0", "above 0, at most 1" or "at least 1".
  std::string Text() const;

 private:
  static constexpr double kEndless = std::numeric_limits<double>::infinity();

  Interval(double least, double most, bool includes_least)
      : least_(least), most_(most), includes_least_(includes_least) {}

  double least_;
  double most_;
  bool includes_least_;
};

}  // namespace sciot::app
