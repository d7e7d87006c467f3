// The algorithm "adaptive".
#pragma once

#include <cstdint>
#include <string>

#include "decision/algorithm.h"

namespace sciot::decision {

struct AdaptiveOptions {
  // A gain of at most this share is no reason to move.
  double margin = 0.01;
  // Moves once the gains passed up beyond the margin, each a share of the better score, add up to this.
  double patience = 0.2;
  // Least inferences without any time of the device's layers before one is spent on measuring them.
  uint32_t look_interval = 50;
  // Most that looking may cost on average, as a share of the score.
  double look_cost = 0.005;
  // Share of the last decision in what is remembered of moves and of changes.
  double memory = 0.02;
  // Most inferences' worth that going to the edge may have lost before the device stays alone for a while.
  double lost_limit = 1.5;
};

// The least expected score, with three differences to "latency":
// - Steady: it moves when the gains it has passed up add up, so that noise does not move it and a clear gain does at
//   once; after a move it is harder to move for a while.
// - Curious: at split 0 nothing shows how fast the device is. Now and then one inference runs some layers there, at the
//   cheapest split, but only where a faster device would change the decision, and within a budget. How often the
//   device changed lately also makes split 0 less attractive.
// - Prudent: it keeps an account of what going to the edge has won and lost against running all on the device. Being
//   lost, which costs waits in vain, is booked; in debt, the device stays alone, and the debt is slowly forgiven, the
//   sooner the more leaving promises.
class Adaptive final : public Algorithm {
 public:
  explicit Adaptive(const AdaptiveOptions& options) : options_(options) {}

  std::string name() const override { return "adaptive"; }
  size_t Choose(const Situation& situation, const Forecast& forecast, State& state) const override;

 private:
  AdaptiveOptions options_;
};

}  // namespace sciot::decision
