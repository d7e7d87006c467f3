// What an inference costs at each split.
#pragma once

#include <cstdint>
#include <span>

#include "base/clock.h"
#include "profile/link_estimator.h"

namespace sciot::decision {

// The costs of a model of n layers on one device and one edge. All spans are borrowed.
struct Costs {
  std::span<const double> device_seconds;  // n: each layer on the device
  std::span<const double> edge_seconds;    // n: each layer on the edge
  std::span<const uint64_t> cut_bytes;     // n + 1: sent at split k; the last is 0
  std::span<const uint64_t> reply_bytes;   // n + 1: the model outputs that the edge makes at split k; the last is 0

  size_t layer_count() const { return device_seconds.size(); }
};

struct Link {
  Duration rtt{};
  double uplink_bytes_per_second = 0;    // device to edge; > 0
  double downlink_bytes_per_second = 0;  // edge to device; > 0
};

// The estimator's one bandwidth, taken for both directions.
Link LinkFrom(const profile::LinkEstimate& estimate);

// All that a decision depends on.
struct Situation {
  Costs costs;
  Link link;
  Duration edge_queue{};  // how long a request waits at the edge before it runs
};

// Predicts the seconds an inference takes at each split k = 0..n:
//   totals[k] = device[0,k) + (k < n ? rtt + cut_bytes[k] / uplink + edge queue + edge[k,n) + reply_bytes[k]
//   / downlink
//                                    : 0)
// in one pass, without allocating. Requires consistent sizes and totals.size() == n + 1.
void PredictTotals(const Situation& situation, std::span<double> totals);

}  // namespace sciot::decision
