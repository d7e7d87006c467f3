#include "scale.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace sciot::app {
namespace {

constexpr double kRounding = 1e-9;  // relative; a tick at the very end is inside

// 1, 2 or 5 times a power of ten, at least `least`.
double RoundStep(double least) {
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double digit : {1.0, 2.0, 5.0}) {
    if (digit * power >= least * (1 - kRounding)) return digit * power;
  }
  return 10 * power;
}

}  // namespace

double Scale::Share(double value) const {
  if (kind_ == ScaleKind::kLinear) return (value - from_) / (to_ - from_);
  return std::log(value / from_) / std::log(to_ / from_);
}

std::vector<double> Scale::Ticks(size_t wanted) const {
  return kind_ == ScaleKind::kLinear ? LinearTicks(wanted) : LogarithmicTicks(wanted);
}

std::vector<double> Scale::LinearTicks(size_t wanted) const {
  const double step = RoundStep((to_ - from_) / static_cast<double>(wanted));
  std::vector<double> ticks;
  const double last = std::floor(to_ / step * (1 + kRounding));
  for (double i = std::ceil(from_ / step - kRounding); i <= last; ++i) ticks.push_back(i * step + 0.0);  // never -0
  return ticks;
}

std::vector<double> Scale::LogarithmicTicks(size_t wanted) const {
  static constexpr std::array<double, 3> kDigits = {1, 2, 5};
  const double decades = std::log10(to_ / from_);
  const size_t digits = decades * 3 <= static_cast<double>(wanted) * 1.5 ? kDigits.size() : 1;
  std::vector<double> ticks;
  for (double power = std::floor(std::log10(from_)); power <= std::ceil(std::log10(to_)); ++power) {
    for (size_t i = 0; i < digits; ++i) {
      const double tick = kDigits[i] * std::pow(10, power);
      if (tick >= from_ * (1 - kRounding) && tick <= to_ * (1 + kRounding)) ticks.push_back(tick);
    }
  }
  return ticks;
}

std::string TickText(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.10g", value);
  return text.data();
}

}  // namespace sciot::app
