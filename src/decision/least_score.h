// The best of all splits.
#pragma once

#include <cstddef>
#include <span>

namespace sciot::decision {

// Of equal scores the largest split, which needs the network least. Requires scores.
inline size_t LeastScore(std::span<const double> scores) {
  size_t best = scores.size() - 1;
  for (size_t k = best; k-- > 0;) {
    if (scores[k] < scores[best]) best = k;
  }
  return best;
}

}  // namespace sciot::decision
