// What an inference costs at each split.
#pragma once

#include <cstdint>
#include <span>

#include "base/clock.h"
#include "decision/objective.h"
#include "profile/link_estimator.h"

namespace sciot::decision {

// The costs of a model of n layers on one device and one edge. All spans are borrowed.
struct Costs {
  std::span<const double> device_seconds;  // n: each layer on the device
  std::span<const double> edge_seconds;    // n: each layer on the edge
  std::span<const uint64_t> cut_bytes;     // n + 1: sent at split k; the last is 0
  std::span<const uint64_t> reply_bytes;   // n + 1: the model outputs that the edge makes at split k; the last is 0
  std::span<const uint64_t> device_memory_bytes{};  // n + 1: memory of the layers before split k; or empty: no matter
  std::span<const uint8_t> chain_cuts{};  // n + 1: whether split k sends one tensor, made by layer k - 1; or empty

  size_t layer_count() const { return device_seconds.size(); }
};

struct Link {
  Duration rtt{};
  double uplink_bytes_per_second = 0;    // device to edge; > 0
  double downlink_bytes_per_second = 0;  // edge to device; > 0
};

// The estimator's one bandwidth, taken for both directions.
Link LinkFrom(const profile::LinkEstimate& estimate);

// How far the costs may be from the truth. Spreads are relative standard deviations of single measurements, 0 where
// nothing is known of them.
struct Uncertainty {
  double device_spread = 0;  // of what layers take on the device
  double edge_spread = 0;    // and on the edge
  double link_spread = 0;    // of the time an exchange takes
  uint64_t device_age = 0;   // inferences since one told times of the device's layers
};

// What an inference took, once it is known to the end.
struct LastInference {
  size_t split = 0;
  double seconds = 0;          // as a whole
  double network_seconds = 0;  // of these
  size_t device_layers = 0;    // so many layers at the front were timed on the device then
  double device_seconds = 0;   // and took so long
  uint64_t count = 1;          // of inferences in a row that this one, the last of them, stands for
  bool was_lost = false;       // the edge did not answer in time, and the device finished alone
};

// All that a decision depends on.
struct Situation {
  Costs costs;
  Link link;
  Duration edge_queue{};  // how long a request waits at the edge before it runs
  Uncertainty uncertainty{};
  std::span<const LastInference> last{};  // since the decision before
  Objective objective{};
  Limits limits{};
  size_t previous_split = 0;  // what the device was told last; meaningless while decisions is 0
  uint64_t decisions = 0;     // taken for this device before
};

// Predicts the seconds an inference takes at each split k = 0..n:
//   totals[k] = device[0,k) + (k < n ? rtt + cut_bytes[k] / uplink + edge queue + edge[k,n) + reply_bytes[k]
//   / downlink
//                                    : 0)
// in one pass, without allocating. Requires consistent sizes and totals.size() == n + 1.
void PredictTotals(const Situation& situation, std::span<double> totals);

// Weighs those seconds, and the energy and bytes that go with them, by the objective: the less the better. A split
// that the limits forbid gets infinity. Requires scores.size() == n + 1.
void WeighTotals(const Situation& situation, std::span<const double> totals, std::span<double> scores);

}  // namespace sciot::decision
