// What each split costs by known times, and what an algorithm takes.
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

// Seconds of an inference whose layers are shared in one way.
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
  size_t fastest = 0;             // the least total of these; the largest of equal ones

  // What the algorithm takes for a device it meets for the first time.
  decision::DeviceLayers device_layers;
  size_t chosen = 0;       // how many those are
  bool is_parted = false;  // they are not the first ones
  SplitCost chosen_cost;
};

// Requires times for all layers of the model.
Plan MakePlan(const edge::HostedModel& model, const PlanInput& input, const decision::Algorithm& algorithm);

}  // namespace sciot::app
