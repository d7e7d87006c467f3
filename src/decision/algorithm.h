// Ways to choose the split, found by name.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "decision/adaptive_options.h"
#include "decision/cost.h"
#include "decision/dataflow.h"
#include "decision/min_cut.h"
#include "decision/state.h"
#include "sciot/result.h"

namespace sciot::decision {

// What is expected of each split 0..n.
struct Forecast {
  std::span<const double> seconds;  // of an inference: PredictTotals
  std::span<const double> scores;   // by the objective, infinite where the limits forbid it: WeighTotals
};

// Chooses a split. Pure: the same situation, forecast and state give the same split and the same new state. Safe to
// use from several threads, each with a state of its own.
class Algorithm {
 public:
  virtual ~Algorithm() = default;

  // The name that MakeAlgorithm takes.
  virtual std::string name() const = 0;

  // A split 0..n; one that the limits forbid is corrected by Decide. `state` is what this algorithm remembers of the
  // device: all zero at the first decision, then as it was left. Requires n >= 1. Does not allocate.
  virtual size_t Choose(const Situation& situation, const Forecast& forecast, State& state) const = 0;

  // The layers for the device, where parting the model along no order beats the split just taken, whose score is given;
  // nothing where the split stands, as with every algorithm that only knows splits. `previous` are those named last,
  // empty when that was a split.
  virtual std::optional<DeviceLayers> Part(const Situation& /*situation*/, const Dataflow& /*dataflow*/,
                                           double /*score*/, const DeviceLayers& /*previous*/) const {
    return std::nullopt;
  }
};

// Makes the algorithm of a name:
// - "latency": the least score; of equal ones the largest split, which needs the network least;
// - "adaptive": the same, but steady, and wary of what it does not see (Adaptive);
// - "min-cut": as latency, or a partition along no order where that is better still;
// - "guide": the developer guide's formula (DecideAsGuide), with the round trip for the network latency;
// - "all-device": split n;
// - "all-edge": split 0;
// - "fixed:K": split K, or n where the model has fewer than K layers.
// An unknown name is an error that lists them and the nearest.
Result<std::unique_ptr<Algorithm>> MakeAlgorithm(std::string_view name, const AdaptiveOptions& adaptive = {});

// Predicts, weighs, lets the algorithm choose, and keeps to the limits: of a forbidden choice, or one beyond n, the
// nearest allowed split above it is taken, then the nearest below, and n when no split is allowed. Writes totals and
// scores, which have n + 1 places. Does not allocate.
size_t Decide(const Algorithm& algorithm, const Situation& situation, std::span<double> totals,
              std::span<double> scores, State& state);

}  // namespace sciot::decision
