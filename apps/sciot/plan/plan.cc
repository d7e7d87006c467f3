#include "plan.h"

#include <algorithm>
#include <chrono>

namespace sciot::app {
namespace {

using Seconds = std::chrono::duration<double>;

decision::Situation MakeSituation(const edge::HostedModel& model, const PlanInput& input) {
  decision::Situation situation;
  situation.costs = {input.device_seconds, input.edge_seconds, model.cut_bytes(), model.reply_bytes(),
                     model.device_memory_bytes()};
  situation.link = input.link;
  situation.edge_queue = input.edge_queue;
  situation.objective = input.objective;
  situation.limits = input.limits;
  return situation;
}

decision::DeviceLayers FirstLayers(size_t count, size_t layers) {
  decision::DeviceLayers device(layers);
  std::fill_n(device.begin(), count, true);
  return device;
}

double Sum(std::span<const double> seconds) {
  double sum = 0;
  for (double value : seconds) sum += value;
  return sum;
}

// The parts of the total that decision::PredictTotals predicts.
SplitCost CostOf(size_t split, const decision::Situation& situation, double total) {
  const decision::Costs& costs = situation.costs;
  SplitCost cost;
  cost.device = Sum(costs.device_seconds.first(split));
  cost.bytes_sent = costs.cut_bytes[split];
  cost.total = total;
  cost.is_allowed = decision::IsAllowed(split, costs, situation.limits);
  if (split == costs.layer_count()) return cost;
  cost.edge = Seconds(situation.edge_queue).count() + Sum(costs.edge_seconds.subspan(split));
  cost.transfer = total - cost.device - cost.edge;
  return cost;
}

// The same of layers that are not the first ones.
SplitCost CostOf(const decision::DeviceLayers& device, const decision::Dataflow& dataflow,
                 const decision::Situation& situation) {
  const decision::Link& link = situation.link;
  const double queue = Seconds(situation.edge_queue).count();
  SplitCost cost;
  cost.total = decision::PartitionCost(dataflow,
                                       {.device = situation.costs.device_seconds,
                                        .edge = situation.costs.edge_seconds,
                                        .per_sent_byte = 1 / link.uplink_bytes_per_second,
                                        .per_reply_byte = 1 / link.downlink_bytes_per_second,
                                        .offloading = Seconds(link.rtt).count() + queue},
                                       device);
  cost.edge = queue;
  for (size_t layer = 0; layer < device.size(); ++layer) {
    if (device[layer]) {
      cost.device += situation.costs.device_seconds[layer];
    } else {
      cost.edge += situation.costs.edge_seconds[layer];
    }
  }
  cost.transfer = cost.total - cost.device - cost.edge;
  cost.bytes_sent = decision::SentBytes(dataflow, device);
  return cost;
}

}  // namespace

Plan MakePlan(const edge::HostedModel& model, const PlanInput& input, const decision::Algorithm& algorithm) {
  const decision::Situation situation = MakeSituation(model, input);
  std::vector<double> totals(model.layer_count() + 1);
  std::vector<double> scores(model.layer_count() + 1);
  decision::State state;
  Plan plan;
  const size_t chosen = decision::Decide(algorithm, situation, totals, scores, state);
  for (size_t split = 0; split < totals.size(); ++split) {
    plan.splits.push_back(CostOf(split, situation, totals[split]));
    if (totals[split] <= totals[plan.fastest]) plan.fastest = split;
  }
  const auto parted = algorithm.Part(situation, model.dataflow(), scores[chosen], {});
  plan.is_parted = parted.has_value();
  plan.chosen_cost = parted ? CostOf(*parted, model.dataflow(), situation) : plan.splits[chosen];
  plan.device_layers = parted.value_or(FirstLayers(chosen, model.layer_count()));
  plan.chosen = static_cast<size_t>(std::ranges::count(plan.device_layers, true));
  return plan;
}

}  // namespace sciot::app
