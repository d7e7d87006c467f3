// Exponential moving average, as the developer guide's "EMA Timer".
#pragma once

#include <cassert>
#include <optional>

namespace sciot::profile {

// value ← alpha * sample + (1 - alpha) * value; the first sample is taken whole.
class Ema {
 public:
  // Requires 0 < alpha <= 1. Near 1 follows quickly, near 0 is calm.
  explicit Ema(double alpha) : alpha_(alpha) { assert(alpha > 0 && alpha <= 1); }

  // Takes in a finite sample and returns the new average.
  double Update(double sample) {
    value_ = value_ ? alpha_ * sample + (1 - alpha_) * *value_ : sample;
    return *value_;
  }

  // Forgets what was and continues from `value`.
  void Restart(double value) { value_ = value; }

  // Nothing before the first sample.
  std::optional<double> value() const { return value_; }

 private:
  double alpha_;
  std::optional<double> value_;
};

}  // namespace sciot::profile
