#include "engine/fused/fused_engine.h"

#include <algorithm>
#include <cstring>
#include <list>

#include "engine/fused/fold.h"

namespace sciot::engine {
namespace {

// A range is folded when it has run this often; folding packs its weights anew.
constexpr uint32_t kRunsBeforeFolding = 2;
// Runs each way before the faster one is known.
constexpr uint32_t kTrials = 5;
// Once folded, one run of so many goes layer by layer, so that the layers' times stay known.
constexpr uint32_t kRunsPerMeasurement = 32;

// The fastest of some runs: what else the machine does only ever makes one slower.
struct Trials {
  uint32_t runs = 0;
  Duration best = Duration::max();

  void Add(Duration time) {
    ++runs;
    best = std::min(best, time);
  }
};

// What is known of one range of layers.
struct Range {
  size_t first_layer = 0, end_layer = 0;
  uint64_t runs = 0;
  bool refused = false;  // nothing to fold, or no kernel for the result
  std::shared_ptr<const FoldedRange> folded;
  std::unique_ptr<Engine> engine;  // of folded->graph; null before it is made and when it lost
  Trials by_layers, as_one;
  std::vector<Duration> layer_times;  // of the last run layer by layer
};

Duration Sum(std::span<const Duration> times) {
  Duration sum{};
  for (const Duration time : times) sum += time;
  return sum;
}

class FusedEngine final : public Engine {
 public:
  FusedEngine(EngineParts parts, std::unique_ptr<Engine> layered, uint32_t most_ranges)
      : parts_(std::move(parts)), layered_(std::move(layered)), most_ranges_(most_ranges) {}

  const graph::Graph& graph() const override { return layered_->graph(); }
  std::span<std::byte> tensor(graph::TensorId id) override { return layered_->tensor(id); }

  Status Run(size_t first_layer, size_t end_layer, std::span<Duration> times) override {
    // One layer is most often one operator; there is nothing to fold, and nothing to win.
    if (end_layer - first_layer < 2) return layered_->Run(first_layer, end_layer, times);
    Range& range = Find(first_layer, end_layer);
    if (++range.runs > kRunsBeforeFolding && !range.refused && !range.folded) Fold(range);
    return GoesAsOne(range) ? RunAsOne(range, times) : RunLayered(range, times);
  }

  Status RunByLayers(size_t first_layer, size_t end_layer, std::span<Duration> times) override {
    return layered_->Run(first_layer, end_layer, times);
  }

 private:
  // Moves the range to the front; the one at the back makes room for a new one.
  Range& Find(size_t first_layer, size_t end_layer) {
    const auto found = std::find_if(ranges_.begin(), ranges_.end(), [&](const Range& range) {
      return range.first_layer == first_layer && range.end_layer == end_layer;
    });
    if (found != ranges_.end()) {
      ranges_.splice(ranges_.begin(), ranges_, found);
    } else {
      if (ranges_.size() == most_ranges_) ranges_.pop_back();
      Range& range = ranges_.emplace_front();
      range.first_layer = first_layer;
      range.end_layer = end_layer;
    }
    return ranges_.front();
  }

  void Fold(Range& range) {
    range.folded = FoldRange(*parts_.graph, range.first_layer, range.end_layer);
    range.refused = true;
    if (range.folded->folded_nodes == 0 || range.folded->graph.outputs.empty()) return;
    auto engine = CreateKernelEngine({range.folded, &range.folded->graph}, parts_.backend, parts_.clock, nullptr);
    if (!engine.ok()) return;
    range.engine = std::move(engine).value();
    range.refused = false;
  }

  // Both ways in turns until the faster is known; then that one.
  static bool GoesAsOne(Range& range) {
    if (!range.engine || range.layer_times.empty()) return false;
    if (range.as_one.runs < kTrials || range.by_layers.runs < kTrials) {
      return range.as_one.runs < range.by_layers.runs;
    }
    if (range.as_one.best >= range.by_layers.best) {
      range.engine.reset();
      range.refused = true;
      return false;
    }
    return range.runs % kRunsPerMeasurement != 0;
  }

  Status RunLayered(Range& range, std::span<Duration> times) {
    SCIOT_TRY(layered_->Run(range.first_layer, range.end_layer, times));
    range.layer_times.assign(times.begin(), times.end());
    if (range.engine) range.by_layers.Add(Sum(times));
    return {};
  }

  Status RunAsOne(Range& range, std::span<Duration> times) {
    const TimePoint start = parts_.clock.Now();
    const graph::Graph& graph = range.folded->graph;
    for (graph::TensorId id : graph.inputs) Copy(layered_->tensor(id), range.engine->tensor(id));
    Duration time{};
    SCIOT_TRY(range.engine->Run(0, 1, {&time, 1}));
    for (graph::TensorId id : graph.outputs) Copy(range.engine->tensor(id), layered_->tensor(id));
    Duration elapsed = parts_.clock.Now() - start;
    range.as_one.Add(elapsed);
    if (parts_.observer != nullptr) {
      parts_.observer->AfterLayer(range.end_layer - 1, elapsed);
      elapsed = parts_.clock.Now() - start;
    }
    Divide(elapsed, range.layer_times, times);
    return {};
  }

  static void Copy(std::span<const std::byte> from, std::span<std::byte> to) {
    std::memcpy(to.data(), from.data(), from.size());
  }

  static void Divide(Duration total, const std::vector<Duration>& shares, std::span<Duration> times) {
    const double ratio =
        static_cast<double>(total.count()) / static_cast<double>(std::max<int64_t>(Sum(shares).count(), 1));
    for (size_t i = 0; i < times.size(); ++i) {
      times[i] = Duration(static_cast<int64_t>(static_cast<double>(shares[i].count()) * ratio));
    }
  }

  EngineParts parts_;
  std::unique_ptr<Engine> layered_;
  const size_t most_ranges_;
  std::list<Range> ranges_;  // the most recently used first
};

}  // namespace

Result<std::unique_ptr<Engine>> CreateFusedEngine(EngineParts parts, std::unique_ptr<Engine> layered,
                                                  uint32_t most_ranges) {
  if (most_ranges == 0) return Error{ErrorCode::kInvalidArgument, "0 fused ranges: must be at least 1"};
  return std::unique_ptr<Engine>(std::make_unique<FusedEngine>(std::move(parts), std::move(layered), most_ranges));
}

}  // namespace sciot::engine
