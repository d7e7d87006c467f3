#include "decision/cost.h"

#include <cassert>
#include <numeric>

namespace sciot::decision {
namespace {

using Seconds = std::chrono::duration<double>;

void AssertConsistent(const Situation& situation) {
  [[maybe_unused]] const Costs& costs = situation.costs;
  assert(costs.edge_seconds.size() == costs.layer_count());
  assert(costs.cut_bytes.size() == costs.layer_count() + 1);
  assert(costs.reply_bytes.size() == costs.layer_count() + 1);
  assert(situation.link.uplink_bytes_per_second > 0 && situation.link.downlink_bytes_per_second > 0);
}

}  // namespace

Link LinkFrom(const profile::LinkEstimate& estimate) {
  return {estimate.rtt, estimate.bytes_per_second, estimate.bytes_per_second};
}

void PredictTotals(const Situation& situation, std::span<double> totals) {
  AssertConsistent(situation);
  const auto& [costs, link, edge_queue] = situation;
  const size_t n = costs.layer_count();
  assert(totals.size() == n + 1);
  const double fixed = Seconds(link.rtt + edge_queue).count();
  double device = 0;
  double edge = std::accumulate(costs.edge_seconds.begin(), costs.edge_seconds.end(), 0.0);
  for (size_t k = 0; k < n; ++k) {
    const double up = static_cast<double>(costs.cut_bytes[k]) / link.uplink_bytes_per_second;
    const double down = static_cast<double>(costs.reply_bytes[k]) / link.downlink_bytes_per_second;
    totals[k] = device + fixed + up + edge + down;
    device += costs.device_seconds[k];
    edge -= costs.edge_seconds[k];
  }
  totals[n] = device;
}

}  // namespace sciot::decision
