#include "simulation/scenario.h"

#include <array>

namespace sciot::simulation {
namespace {

constexpr double kMbit = 1e6;
constexpr double kDuration = 200;
constexpr double kStepAt = 60;
constexpr double kStepBackAt = 130;

struct Dynamics {
  const char* name;
  Pace pace;
  void (*apply)(Scenario& scenario);
};

Trace ThereAndBack(double factor) {
  return Trace::Intervals({{kStepAt, kStepBackAt}}, factor);
}

void StepTo(Scenario& scenario, Trace Scenario::*quantity, double factor) {
  scenario.*quantity = ThereAndBack(factor);
  scenario.steps = {kStepAt, kStepBackAt};
}

constexpr std::array<Dynamics, 18> kDynamics = {{
    {"bandwidth falls", Pace::kSlow, [](Scenario& s) { s.bandwidth = Trace::Ramp(30, 170, 0.2); }},
    {"bandwidth rises", Pace::kSlow, [](Scenario& s) { s.bandwidth = Trace::Ramp(30, 170, 5); }},
    {"bandwidth in waves", Pace::kSlow, [](Scenario& s) { s.bandwidth = Trace::Wave(100, 0.3, kDuration); }},
    {"round trip grows", Pace::kSlow, [](Scenario& s) { s.rtt = Trace::Ramp(30, 170, 5); }},
    {"device slows", Pace::kSlow, [](Scenario& s) { s.device_slowdown = Trace::Ramp(30, 170, 4); }},
    {"device quickens", Pace::kSlow, [](Scenario& s) { s.device_slowdown = Trace::Ramp(30, 170, 0.25); }},
    {"bandwidth / 10", Pace::kFast, [](Scenario& s) { StepTo(s, &Scenario::bandwidth, 0.1); }},
    {"bandwidth / 3", Pace::kFast, [](Scenario& s) { StepTo(s, &Scenario::bandwidth, 0.33); }},
    {"bandwidth x 10", Pace::kFast, [](Scenario& s) { StepTo(s, &Scenario::bandwidth, 10); }},
    {"round trip x 10", Pace::kFast, [](Scenario& s) { StepTo(s, &Scenario::rtt, 10); }},
    {"device x 5 slower", Pace::kFast, [](Scenario& s) { StepTo(s, &Scenario::device_slowdown, 5); }},
    {"device x 5 faster", Pace::kFast, [](Scenario& s) { StepTo(s, &Scenario::device_slowdown, 0.2); }},
    {"bandwidth flips, 40 s", Pace::kFast, [](Scenario& s) { s.bandwidth = Trace::Oscillation(40, 0.15, kDuration); }},
    {"bandwidth flips, 10 s", Pace::kFast, [](Scenario& s) { s.bandwidth = Trace::Oscillation(10, 0.15, kDuration); }},
    {"bandwidth flips, 3 s", Pace::kFast, [](Scenario& s) { s.bandwidth = Trace::Oscillation(3, 0.15, kDuration); }},
    {"device flips, 20 s", Pace::kFast, [](Scenario& s) { s.device_slowdown = Trace::Oscillation(20, 3, kDuration); }},
    {"blackouts", Pace::kFast,
     [](Scenario& s) {
       s.bandwidth = Trace::Intervals({{40, 45}, {80, 95}, {120, 121}, {150, 152}}, 0);
     }},
    {"blackouts, often", Pace::kFast, [](Scenario& s) { s.bandwidth = Trace::Oscillation(12, 0, kDuration); }},
}};

Scenario Base(const MeasuredModel& model, const LinkProfile& link, const DeviceClass& device) {
  Scenario scenario;
  scenario.name = link.name + ", " + device.name;
  scenario.model = &model;
  scenario.link = link;
  scenario.device = device;
  scenario.duration_seconds = kDuration;
  return scenario;
}

}  // namespace

std::vector<LinkProfile> AllLinkProfiles() {
  return {{"LAN", 940 * kMbit, 940 * kMbit, 0.0005},    {"Wi-Fi", 19 * kMbit, 55 * kMbit, 0.005},
          {"LTE", 6 * kMbit, 14 * kMbit, 0.050},        {"3G", 1.1 * kMbit, 2 * kMbit, 0.120},
          {"ESP32 Wi-Fi", 2 * kMbit, 2 * kMbit, 0.025}, {"BLE", 0.3 * kMbit, 0.3 * kMbit, 0.030}};
}

std::vector<DeviceClass> AllDeviceClasses() {
  return {{"microcontroller", 2000, 0.05}, {"weak board", 250, 0.1}, {"board", 30, 0.1}};
}

std::vector<Scenario> AllScenarios(const MeasuredModel& model) {
  std::vector<Scenario> scenarios;
  for (const LinkProfile& link : AllLinkProfiles()) {
    for (const DeviceClass& device : AllDeviceClasses()) {
      scenarios.push_back(Base(model, link, device));
      for (const Dynamics& dynamics : kDynamics) {
        Scenario& scenario = scenarios.emplace_back(Base(model, link, device));
        scenario.name += ", " + std::string(dynamics.name);
        scenario.pace = dynamics.pace;
        dynamics.apply(scenario);
      }
    }
  }
  return scenarios;
}

}  // namespace sciot::simulation
