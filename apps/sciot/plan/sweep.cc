#include "sweep.h"

#include <cmath>

#include "link_units.h"

namespace sciot::app {
namespace {

decision::Link LinkAt(const decision::Link& link, Swept swept, double value) {
  decision::Link changed = link;
  if (swept == Swept::kRtt) {
    changed.rtt = MillisecondsToDuration(value);
    return changed;
  }
  changed.uplink_bytes_per_second = MbitToBytes(value);
  changed.downlink_bytes_per_second *= changed.uplink_bytes_per_second / link.uplink_bytes_per_second;
  return changed;
}

}  // namespace

std::vector<SweepPoint> SweepLink(const edge::HostedModel& model, const PlanInput& input,
                                  const decision::Algorithm& algorithm, Swept swept, const SweepRange& range) {
  std::vector<SweepPoint> points;
  const double ratio = range.to / range.from;
  for (size_t i = 0; i < range.points; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(range.points - 1);
    const double value = range.from * std::pow(ratio, share);
    PlanInput changed = input;
    changed.link = LinkAt(input.link, swept, value);
    const Plan plan = MakePlan(model, changed, algorithm);
    points.push_back({value, plan.chosen, plan.is_parted, plan.device_layers, plan.chosen_cost.total,
                      plan.splits.back().total, plan.splits.front().total});
  }
  return points;
}

}  // namespace sciot::app
