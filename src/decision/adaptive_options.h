// What the algorithm "adaptive" goes by.
#pragma once

#include <cstdint>

namespace sciot::decision {

struct AdaptiveOptions {
  // A gain of at most this share is no reason to move; nor is one below this share of the present times' spread.
  double margin = 0.01;
  double doubt = 0.1;
  // Moves once the gains passed up beyond these, each a share of the better score, add up to this.
  double patience = 0.2;
  // Least inferences without any time of the device's layers before one is spent on measuring them.
  uint32_t look_interval = 50;
  // Most that looking may cost on average, as a share of the score.
  double look_cost = 0.005;
  // Share of the last decision in what is remembered of moves and of changes.
  double memory = 0.02;
  // Most inferences' worth that going to the edge may have lost before the device stays alone for a while.
  double lost_limit = 1.5;

  bool operator==(const AdaptiveOptions&) const = default;
};

}  // namespace sciot::decision
