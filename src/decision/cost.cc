#include "decision/cost.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <numeric>
#include <tuple>

namespace sciot::decision {
namespace {

using Seconds = std::chrono::duration<double>;

void AssertConsistent(const Situation& situation) {
  [[maybe_unused]] const Costs& costs = situation.costs;
  assert(costs.edge_seconds.size() == costs.layer_count());
  assert(costs.cut_bytes.size() == costs.layer_count() + 1);
  assert(costs.reply_bytes.size() == costs.layer_count() + 1);
  assert(costs.device_memory_bytes.empty() || costs.device_memory_bytes.size() == costs.layer_count() + 1);
  assert(situation.link.uplink_bytes_per_second > 0 && situation.link.downlink_bytes_per_second > 0);
}

double Joules(const Objective& objective, double device_seconds, double waiting_seconds, double radio_bytes) {
  return objective.device_watts * device_seconds + objective.waiting_watts * waiting_seconds +
         objective.radio_joules_per_byte * radio_bytes;
}

}  // namespace

Link LinkFrom(const profile::LinkEstimate& estimate) {
  return {estimate.rtt, estimate.bytes_per_second, estimate.bytes_per_second};
}

void PredictTotals(const Situation& situation, std::span<double> totals) {
  AssertConsistent(situation);
  const Costs& costs = situation.costs;
  const Link& link = situation.link;
  const size_t n = costs.layer_count();
  assert(totals.size() == n + 1);
  const double fixed = Seconds(link.rtt + situation.edge_queue).count();
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

void WeighTotals(const Situation& situation, std::span<const double> totals, std::span<double> scores) {
  const auto& [costs, objective] = std::tie(situation.costs, situation.objective);
  const size_t n = costs.layer_count();
  assert(totals.size() == n + 1 && scores.size() == n + 1);
  double device = 0;
  for (size_t k = 0; k <= n; ++k) {
    const auto sent = static_cast<double>(costs.cut_bytes[k]);
    const double radio_bytes = sent + static_cast<double>(costs.reply_bytes[k]);
    const double joules = Joules(objective, device, std::max(totals[k] - device, 0.0), radio_bytes);
    scores[k] = IsAllowed(k, costs, situation.limits)
                    ? objective.latency * totals[k] + objective.energy * joules + objective.bytes * sent
                    : std::numeric_limits<double>::infinity();
    if (k < n) device += costs.device_seconds[k];
  }
}

}  // namespace sciot::decision
