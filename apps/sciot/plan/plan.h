// What a split costs by known times, and which one an algorithm takes.
#pragma once

#include <cstdint>
#include <vector>

#include "decision/algorithm.h"
#include "decision/cost.h"
#include "edge/hosted_model.h"

namespace sciot::app {

struct PlanInput {
  std::vector<double> device_seconds;  // one for each layer
  std::vector<double> edge_seconds;
  decision::Link link;
  Duration edge_queue{};
  decision::Objective objective;
  decision::Limits limits;
};

// Seconds of an inference cut before layer `split`.
struct SplitCost {
  double device = 0;
  double transfer = 0;
  double edge = 0;  // waiting and computing
  double total = 0;
  uint64_t bytes_sent = 0;
  bool is_allowed = true;
};

struct Plan {
  std::vector<SplitCost> splits;  // 0 to the number of layers
  size_t chosen = 0;              // what the algorithm takes for a device it meets for the first time
  size_t fastest = 0;             // the least total; the largest of equal ones
};

// Requires times for all layers of the model.
Plan MakePlan(const edge::HostedModel& model, const PlanInput& input, const decision::Algorithm& algorithm);

}  // namespace sciot::app
