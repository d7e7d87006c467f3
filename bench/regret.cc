// What it costs to not know the future: each algorithm in a simulated closed loop of device and edge, against an oracle
// that knows all that is to come, noise included. Every link and device, steady and changing
// (simulation::AllScenarios). Fails where the algorithm "adaptive" misses one of the bounds below.
//
//   build/release/bench/regret [SEED]
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "simulation/closed_loop.h"

namespace sciot::simulation {
namespace {

constexpr double kSlowBound = 1.05;      // of the oracle, steady or slowly changing
constexpr double kFastAim = 1.15;        // of the oracle, fast changing; only reported
constexpr double kStaticBound = 1.02;    // of the better of all-device and all-edge
constexpr size_t kInferencesToMove = 3;  // after a step
constexpr double kSecondsToMove = 12;    // the same while all layers run on the device: a probe period and two reports
constexpr double kMovesBound = 0.01;     // of the inferences on a steady link
constexpr size_t kLongestLook = 7;       // inferences at another split that only measure the device
constexpr double kGoodSplit = 1.15;      // of the best: no reason to move
constexpr std::array<const char*, 8> kAlgorithms = {"adaptive", "latency",  "guide",    "all-device",
                                                    "all-edge", "fixed:15", "fixed:30", "fixed:44"};

struct Figures {
  std::array<double, kAlgorithms.size()> ratios{};  // of the oracle's mean latency
  double oracle_ms = 0;
  size_t moves = 0;  // of adaptive, looks left out
  size_t late_steps = 0;
  size_t inferences = 0;
};

struct Totals {
  size_t slow_missed = 0;
  size_t fast_missed = 0;
  size_t static_missed = 0;
  size_t late_steps = 0;
  size_t restless = 0;
};

// Whether the split returns to what it was before `i` soon: the device was at split 0 and had a look.
bool IsLook(const std::vector<InferenceRecord>& inferences, size_t i) {
  if (inferences[i - 1].split != 0) return false;
  const size_t end = std::min(i + kLongestLook, inferences.size());
  for (size_t j = i + 1; j < end; ++j) {
    if (inferences[j].split == 0) return true;
  }
  return false;
}

// Changes of what was decided: where the edge is away, the device runs all layers without a decision.
size_t CountMoves(std::vector<InferenceRecord> inferences) {
  std::erase_if(inferences, [](const InferenceRecord& inference) { return inference.edge_away; });
  size_t moves = 0;
  for (size_t i = 1; i < inferences.size(); ++i) {
    if (inferences[i].split == inferences[i - 1].split) continue;
    if (IsLook(inferences, i)) {
      while (inferences[i].split != 0) ++i;
    } else {
      ++moves;
    }
  }
  return moves - (moves > 0 ? 1 : 0);  // the first one after the start is no change of mind
}

bool IsGood(const World& world, const InferenceRecord& inference) {
  double best = world.InferenceSeconds(world.layer_count(), inference.start_seconds, {});
  for (size_t k = 0; k < world.layer_count(); ++k) {
    best = std::min(best, world.InferenceSeconds(k, inference.start_seconds, {}));
  }
  return world.InferenceSeconds(inference.split, inference.start_seconds, {}) <= kGoodSplit * best;
}

// Whether, after a step, the split was bad and stayed for too long. At split 0 nothing shows the device's speed.
bool IsLate(const World& world, const std::vector<InferenceRecord>& inferences, double step) {
  const auto first = std::ranges::lower_bound(inferences, step, {}, &InferenceRecord::start_seconds);
  if (first == inferences.end()) return false;
  const bool is_hidden = first->split == 0 && world.scenario().device_slowdown.At(step) != 1;
  const bool is_alone = first->split == world.layer_count();
  for (auto now = first; now != inferences.end(); ++now) {
    if (is_hidden || now->split != first->split || IsGood(world, *now)) return false;
    const bool is_over =
        is_alone ? now->start_seconds > step + kSecondsToMove : static_cast<size_t>(now - first) > kInferencesToMove;
    if (is_over) return true;
  }
  return false;
}

Figures Measure(const Scenario& scenario, uint64_t seed) {
  const World world(scenario, seed);
  Figures figures;
  const Run oracle = RunOracle(world);
  figures.oracle_ms = 1000 * oracle.MeanLatency();
  for (size_t a = 0; a < kAlgorithms.size(); ++a) {
    const auto algorithm = decision::MakeAlgorithm(kAlgorithms[a]);
    const Run run = RunClosedLoop(world, *algorithm.value());
    figures.ratios[a] = run.MeanLatency() / oracle.MeanLatency();
    if (a > 0) continue;
    figures.inferences = run.inferences.size();
    figures.moves = CountMoves(run.inferences);
    for (double step : scenario.steps) figures.late_steps += IsLate(world, run.inferences, step) ? 1 : 0;
  }
  return figures;
}

// Prints a scenario and counts the bounds it misses.
void Judge(const Scenario& scenario, const Figures& figures, Totals& totals) {
  const double adaptive = figures.ratios[0];
  const double better = std::min(figures.ratios[3], figures.ratios[4]);
  const bool slow_missed = scenario.pace != Pace::kFast && adaptive > kSlowBound;
  const bool fast_missed = scenario.pace == Pace::kFast && adaptive > kFastAim;
  const bool static_missed = adaptive > kStaticBound * better;
  const bool restless = scenario.pace == Pace::kSteady &&
                        static_cast<double>(figures.moves) > kMovesBound * static_cast<double>(figures.inferences);
  totals.slow_missed += slow_missed ? 1 : 0;
  totals.fast_missed += fast_missed ? 1 : 0;
  totals.static_missed += static_missed ? 1 : 0;
  totals.late_steps += figures.late_steps;
  totals.restless += restless ? 1 : 0;
  std::printf("%-55s %9.1f", scenario.name.c_str(), figures.oracle_ms);
  for (double ratio : figures.ratios) std::printf(" %10.3f", ratio);
  std::printf(" %6zu%s%s%s%s%s\n", figures.moves, slow_missed ? " MISSED: 5 % of the oracle" : "",
              fast_missed ? " over 15 %" : "", static_missed ? " MISSED: 2 % of the better static" : "",
              figures.late_steps > 0 ? " MISSED: late after a step" : "", restless ? " MISSED: needless moves" : "");
}

// Plays the scenarios of one model, prints a line for each and counts in `totals`. Returns how many there are.
size_t PlayModel(const MeasuredModel& model, uint64_t seed, Totals& totals) {
  const std::vector<Scenario> scenarios = AllScenarios(model);
  std::printf("mean latency as a multiple of the oracle's, %s model, seed %llu\n", std::string(model.name).c_str(),
              static_cast<unsigned long long>(seed));
  std::printf("%-55s %9s", "link, device, change", "oracle ms");
  for (const char* name : kAlgorithms) std::printf(" %10s", name);
  std::printf(" %6s\n", "moves");
  for (const Scenario& scenario : scenarios) Judge(scenario, Measure(scenario, seed), totals);
  return scenarios.size();
}

int Play(uint64_t seed) {
  Totals totals;
  const size_t scenarios = PlayModel(ReferenceModel(), seed, totals) + PlayModel(DigitsModel(), seed, totals);
  std::printf(
      "adaptive, %zu scenarios: steady or slow beyond 5 %% of the oracle %zu, fast beyond 15 %% (aim) %zu, beyond 2 %% "
      "of the better of all-device and all-edge %zu, late after a step %zu, restless on a steady link %zu\n",
      scenarios, totals.slow_missed, totals.fast_missed, totals.static_missed, totals.late_steps, totals.restless);
  return totals.slow_missed + totals.static_missed + totals.late_steps + totals.restless > 0 ? 1 : 0;
}

}  // namespace
}  // namespace sciot::simulation

int main(int argc, char** argv) {
  uint64_t seed = 1;
  if (argc > 1 && std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), seed).ec != std::errc()) {
    std::fprintf(stderr, "regret: '%s' is not a seed\n", argv[1]);
    return 2;
  }
  return sciot::simulation::Play(seed);
}
