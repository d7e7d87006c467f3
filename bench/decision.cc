// The time of one decision for the 59-layer reference model, prediction and weighing included.
//
//   build/release/bench/decision
#include <benchmark/benchmark.h>

#include <vector>

#include "decision/algorithm.h"
#include "simulation/measured_model.h"

namespace sciot::decision {
namespace {

void Decision(benchmark::State& bench, const char* name) {
  const simulation::MeasuredModel model = simulation::ReferenceModel();
  std::vector<double> device_seconds = model.layer_seconds;
  for (double& seconds : device_seconds) seconds *= 250;
  std::vector<double> totals(model.layer_count() + 1);
  std::vector<double> scores(model.layer_count() + 1);
  const auto algorithm = MakeAlgorithm(name).value();
  Situation situation{.costs = {device_seconds, model.layer_seconds, model.cut_bytes, model.reply_bytes},
                      .link = {std::chrono::milliseconds(5), 2.4e6, 6.9e6}};
  State state;
  for (auto _ : bench) {
    situation.previous_split = Decide(*algorithm, situation, totals, scores, state);
    ++situation.decisions;
    benchmark::DoNotOptimize(situation.previous_split);
  }
}

BENCHMARK_CAPTURE(Decision, latency, "latency");
BENCHMARK_CAPTURE(Decision, adaptive, "adaptive");
BENCHMARK_CAPTURE(Decision, guide, "guide");

}  // namespace
}  // namespace sciot::decision
