#include "base/delay_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

namespace sciot {
namespace {

constexpr std::array<std::pair<std::string_view, DelayKind>, 4> kKinds = {{{"static", DelayKind::kStatic},
                                                                           {"gaussian", DelayKind::kGaussian},
                                                                           {"uniform", DelayKind::kUniform},
                                                                           {"exponential", DelayKind::kExponential}}};

double Nanoseconds(Duration duration) {
  return static_cast<double>(duration.count());
}

std::string SecondsText(Duration duration) {
  return std::to_string(std::chrono::duration<double>(duration).count()) + " s";
}

}  // namespace

std::optional<DelayKind> DelayKindOf(std::string_view name) {
  for (const auto& [known, kind] : kKinds) {
    if (name == known) return kind;
  }
  return std::nullopt;
}

Status CheckDelay(const DelayOptions& options, std::string_view what) {
  for (const auto& [name, value] : {std::pair("mean", options.mean), std::pair("std_dev", options.std_dev),
                                    std::pair("min", options.min), std::pair("max", options.max)}) {
    if (value >= Duration::zero() && value <= kMaxDelay) continue;
    return Error{ErrorCode::kInvalidArgument, std::string(what) + "." + name + " is " + SecondsText(value) +
                                                  ", must be from 0 to " + SecondsText(kMaxDelay)};
  }
  if (options.min <= options.max) return {};
  return Error{ErrorCode::kInvalidArgument, std::string(what) + ".min is " + SecondsText(options.min) +
                                                ", above its max, " + SecondsText(options.max)};
}

DelayModel::DelayModel(const DelayOptions& options, uint64_t stream)
    : options_(options), random_(Random(options.seed).Next() + Random(~stream).Next()) {}

Duration DelayModel::Next() {
  if (!options_.enabled) return Duration::zero();
  return Duration(std::llround(std::clamp(NextNanoseconds(), 0.0, Nanoseconds(kMaxDelay))));
}

double DelayModel::NextNanoseconds() {
  switch (options_.type) {
    case DelayKind::kStatic:
      return Nanoseconds(options_.mean);
    case DelayKind::kGaussian:
      return Nanoseconds(options_.mean) + Nanoseconds(options_.std_dev) * StandardNormal();
    case DelayKind::kUniform:
      return Nanoseconds(options_.min) + (Nanoseconds(options_.max) - Nanoseconds(options_.min)) * random_.Uniform();
    case DelayKind::kExponential:
      return -Nanoseconds(options_.mean) * std::log1p(-random_.Uniform());
  }
  return 0;
}

// Box and Muller, "A note on the generation of random normal deviates", 1958.
double DelayModel::StandardNormal() {
  const double radius = std::sqrt(-2 * std::log1p(-random_.Uniform()));
  return radius * std::cos(2 * std::numbers::pi * random_.Uniform());
}

}  // namespace sciot
