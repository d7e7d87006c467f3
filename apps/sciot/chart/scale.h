// From values to places on an axis.
#pragma once

#include <string>
#include <vector>

namespace sciot::app {

enum class ScaleKind { kLinear, kLogarithmic };

class Scale {
 public:
  // Requires from < to; 0 < from for a logarithmic scale.
  Scale(ScaleKind kind, double from, double to) : kind_(kind), from_(from), to_(to) {}

  // 0 at `from`, 1 at `to`.
  double Share(double value) const;

  // Round values inside the scale, about as many as `wanted`; of a logarithmic scale 1, 2 and 5 times powers of ten.
  std::vector<double> Ticks(size_t wanted) const;

  double from() const { return from_; }
  double to() const { return to_; }

 private:
  std::vector<double> LinearTicks(size_t wanted) const;
  std::vector<double> LogarithmicTicks(size_t wanted) const;

  ScaleKind kind_;
  double from_;
  double to_;
};

// "0.2", "20" or "2000".
std::string TickText(double value);

}  // namespace sciot::app
