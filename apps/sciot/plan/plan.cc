#include "plan.h"

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

}  // namespace

Plan MakePlan(const edge::HostedModel& model, const PlanInput& input, const decision::Algorithm& algorithm) {
  const decision::Situation situation = MakeSituation(model, input);
  std::vector<double> totals(model.layer_count() + 1);
  std::vector<double> scores(model.layer_count() + 1);
  decision::State state;
  Plan plan;
  plan.chosen = decision::Decide(algorithm, situation, totals, scores, state);
  for (size_t split = 0; split < totals.size(); ++split) {
    plan.splits.push_back(CostOf(split, situation, totals[split]));
    if (totals[split] <= totals[plan.fastest]) plan.fastest = split;
  }
  return plan;
}

}  // namespace sciot::app
