// A plan as a picture.
#pragma once

#include <vector>

#include "../chart/chart.h"
#include "plan.h"
#include "plan_report.h"
#include "sweep.h"

namespace sciot::app {

// A bar for each split, of the time on the device, on the way and at the edge; the chosen one marked.
Chart PlanChart(const PlanSubject& subject, const Plan& plan);

// Time over the link: of the chosen split, which is written where it changes, and of all layers on either side.
Chart SweepChart(const PlanSubject& subject, Swept swept, const std::vector<SweepPoint>& points);

}  // namespace sciot::app
