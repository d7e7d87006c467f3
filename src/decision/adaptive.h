// The algorithm "adaptive".
#pragma once

#include <string>

#include "decision/adaptive_options.h"
#include "decision/algorithm.h"

namespace sciot::decision {

// The least expected score, with three differences to "latency":
// - Steady: it moves when the gains it has passed up add up, so that noise does not move it and a clear gain does at
//   once; after a move it is harder to move for a while, and the more times spread the more a gain must be.
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
