// Ways to choose the split, found by name.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "decision/cost.h"
#include "sciot/result.h"

namespace sciot::decision {

// Chooses a split. Pure: the same situation gives the same split. Safe to use from several threads.
class Algorithm {
 public:
  virtual ~Algorithm() = default;

  // The name that MakeAlgorithm takes.
  virtual std::string name() const = 0;

  // A split 0..n. `totals` are those of PredictTotals for this situation, which the caller keeps anyway to
  // report. Requires n >= 1. Does not allocate.
  virtual size_t Choose(const Situation& situation, std::span<const double> totals) const = 0;
};

// Makes the algorithm of a name:
// - "latency": the least predicted total; of equal ones the largest split, which needs the network least;
// - "guide": the developer guide's formula (DecideAsGuide), with the round trip for the network latency;
// - "all-device": split n;
// - "all-edge": split 0;
// - "fixed:K": split K, or n where the model has fewer than K layers.
// An unknown name is an error that lists them and the nearest.
Result<std::unique_ptr<Algorithm>> MakeAlgorithm(std::string_view name);

}  // namespace sciot::decision
