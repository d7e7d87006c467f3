// The algorithm "min-cut".
#pragma once

#include "decision/algorithm.h"

namespace sciot::decision {

// The split of the least score, or a partition that beats it.
class MinCutAlgorithm final : public Algorithm {
 public:
  std::string name() const override { return "min-cut"; }
  size_t Choose(const Situation& situation, const Forecast& forecast, State& state) const override;
  std::optional<DeviceLayers> Part(const Situation& situation, const Dataflow& dataflow, double score,
                                   const DeviceLayers& previous) const override;
};

}  // namespace sciot::decision
