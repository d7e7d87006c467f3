// What `sciot plan` says: a table for people, or one JSON document.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "plan.h"
#include "sweep.h"

namespace sciot::app {

// What a plan is about, for titles.
struct PlanSubject {
  std::string model;
  std::string sha256;
  std::string algorithm;
  decision::Link link;
};

// "Mbit/s" or "ms".
std::string SweptUnit(Swept swept);

// "link 19 Mbit/s up, 55 down, 5 ms; algorithm latency"
std::string SubjectText(const PlanSubject& subject);

void PrintPlan(const PlanSubject& subject, const Plan& plan, std::ostream& out);
void PrintPlanJson(const PlanSubject& subject, const Plan& plan, std::ostream& out);

void PrintSweep(const PlanSubject& subject, Swept swept, const std::vector<SweepPoint>& points, std::ostream& out);
void PrintSweepJson(const PlanSubject& subject, Swept swept, const std::vector<SweepPoint>& points, std::ostream& out);

}  // namespace sciot::app
