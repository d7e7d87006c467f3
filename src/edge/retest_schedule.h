// When layers that vary are measured again, though no inference runs them anyway.
#pragma once

#include <algorithm>
#include <cstdint>

namespace sciot::edge {

// Configuration keys: variance_detection.first_retest_gap and so on.
struct RetestOptions {
  // Inferences from the moment a layer that varies is no longer run to its first measurement; >= 1.
  uint32_t first_gap = 2;
  // The gap doubles with each measurement up to this, so that layers that never settle cost little; >= first_gap.
  uint32_t most_gap = 256;
};

// Of one device, or of one model at the edge. Not thread-safe.
class RetestSchedule {
 public:
  // Call for each inference; whether this is the time for a measurement. `is_wanted`: layers vary, and are not run.
  bool IsDue(bool is_wanted, const RetestOptions& options) {
    if (!is_wanted) gap_ = 0;
    if (!is_wanted || ++waited_ < std::max(gap_, options.first_gap)) return false;
    gap_ = std::min(2 * std::max(gap_, options.first_gap), options.most_gap);
    waited_ = 0;
    return true;
  }

 private:
  uint32_t gap_ = 0;     // 0: the first one
  uint32_t waited_ = 0;  // inferences since the last measurement
};

}  // namespace sciot::edge
