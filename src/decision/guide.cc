#include "decision/guide.h"

#include <cassert>
#include <limits>
#include <numeric>

namespace sciot::decision {

// Each edge sum is taken from its first layer on, as the guide does: a running remainder would round
// differently and break ties another way.
GuideDecision DecideAsGuide(std::span<const double> device_seconds, std::span<const double> edge_seconds,
                            double network_latency_seconds) {
  assert(!device_seconds.empty() && device_seconds.size() == edge_seconds.size());
  GuideDecision best{device_seconds.size() - 1, std::numeric_limits<double>::infinity()};
  double device = 0;
  for (size_t k = 0; k < device_seconds.size(); ++k) {
    device += device_seconds[k];
    const auto rest = edge_seconds.subspan(k + 1);
    const double total = device + network_latency_seconds + std::accumulate(rest.begin(), rest.end(), 0.0);
    if (total < best.total_seconds) best = {k, total};
  }
  return best;
}

}  // namespace sciot::decision
