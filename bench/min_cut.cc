// How long the best partition of a large model takes to find.
//   build/release/bench/min_cut
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "decision/min_cut.h"

namespace sciot::decision {
namespace {

// A network of blocks like those of residual and inception models: each layer reads one or two of the layers shortly
// before it, so that branches of up to eight layers run side by side and tensors have several readers.
struct Problem {
  // Some layers are faster on the device, so that the answer is no simple one.
  explicit Problem(size_t layers) : device(layers), edge(layers) {
    dataflow.reply_bytes.assign(layers, 0);
    dataflow.reply_bytes.back() = 4000;
    for (uint32_t layer = 0; layer < layers; ++layer) {
      dataflow.tensors.push_back({static_cast<uint64_t>(std::exp(Draw(5, 13))), layer, {}});
      device[layer] = Draw(1e-5, 1e-2);
      edge[layer] = device[layer] * Draw(0.05, 3);
      if (layer == 0) continue;
      const uint32_t near = layer - 1 - static_cast<uint32_t>(random()) % std::min(layer, 8U);
      dataflow.tensors[near].readers.push_back(layer);
      if (random() % 2 == 0 && near != layer - 1) dataflow.tensors[layer - 1].readers.push_back(layer);
    }
    dataflow.tensors.push_back({150'000, std::nullopt, {0}});
  }

  double Draw(double least, double most) { return std::uniform_real_distribution(least, most)(random); }

  std::mt19937 random{1};
  Dataflow dataflow;
  std::vector<double> device, edge;
};

void BM_MinCut(benchmark::State& state) {
  Problem problem(static_cast<size_t>(state.range(0)));
  const double bytes_per_second = static_cast<double>(state.range(1)) * 1e5;
  const PartitionCosts costs{.device = problem.device,
                             .edge = problem.edge,
                             .per_sent_byte = 1 / bytes_per_second,
                             .per_reply_byte = 1 / bytes_per_second,
                             .offloading = 0.005};
  size_t on_device = 0;
  for (auto _ : state) {
    const DeviceLayers best = MinCut(problem.dataflow, costs);
    on_device = static_cast<size_t>(std::count(best.begin(), best.end(), true));
  }
  state.counters["on_device"] = static_cast<double>(on_device);
}
// Layers, and the link in units of 100 kB/s.
BENCHMARK(BM_MinCut)->ArgNames({"layers", "link"})->ArgsProduct({{59, 1000}, {1, 10, 100, 1000, 10000}});

}  // namespace
}  // namespace sciot::decision
