#include "engine/fused/fused_engine.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>

#include "base/lru_cache.h"
#include "engine/fused/fold.h"

namespace sciot::engine {
namespace {

// A range is folded when it has run this often; folding packs its weights anew.
constexpr uint32_t kRunsBeforeFolding = 2;
// Runs each way before the faster one is known.
constexpr uint32_t kTrials = 8;
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
  std::unique_ptr<Engine> engine;               // of folded->graph; null before it is made and when it lost
  std::vector<graph::TensorId> copied_outputs;  // those that could not be made in their place
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
  FusedEngine(EngineParts parts, std::unique_ptr<Engine> layered, const Options& options)
      : parts_(std::move(parts)),
        layered_(std::move(layered)),
        always_(options.fused == Fused::kAlways),
        ranges_({options.fused_ranges}) {}

  const graph::Graph& graph() const override { return layered_->graph(); }
  std::span<std::byte> tensor(graph::TensorId id) override { return layered_->tensor(id); }

  Status Run(size_t first_layer, size_t end_layer, std::span<Duration> times) override {
    // One layer is most often one operator; there is nothing to fold, and nothing to win.
    if (end_layer - first_layer < 2) return layered_->Run(first_layer, end_layer, times);
    Range& range = Find(first_layer, end_layer);
    const bool in_use = ++range.runs > kRunsBeforeFolding || always_;
    if (in_use && !range.refused && !range.folded) Fold(range);
    return GoesAsOne(range) ? RunAsOne(range, times) : RunLayered(range, times);
  }

  CacheCounts fused_ranges() const override { return ranges_.counts(); }

  Status RunByLayers(size_t first_layer, size_t end_layer, std::span<Duration> times) override {
    return layered_->Run(first_layer, end_layer, times);
  }

 private:
  // What is known of the range, which counts as used last.
  Range& Find(size_t first_layer, size_t end_layer) {
    const std::pair key(first_layer, end_layer);
    if (Range* known = ranges_.Find(key); known != nullptr) return *known;
    Range range;
    range.first_layer = first_layer;
    range.end_layer = end_layer;
    ranges_.Insert(key, std::move(range));
    return ranges_.front();
  }

  void Fold(Range& range) {
    range.folded = FoldRange(*parts_.graph, range.first_layer, range.end_layer);
    const graph::Graph& graph = range.folded->graph;
    if (range.folded->folded_nodes == 0 || graph.outputs.empty()) return Refuse(range);
    TensorPlaces places = BoundaryOf(range);
    auto engine = CreateKernelEngine({range.folded, &graph}, parts_.backend, parts_.clock, nullptr,
                                     {nullptr, std::move(places), true});
    if (!engine.ok()) return Refuse(range);
    range.engine = std::move(engine).value();
  }

  static void Refuse(Range& range) {
    range.engine.reset();
    range.folded.reset();
    range.refused = true;
  }

  // The range reads and makes tensors where the layers have them. Only where an output takes an input's place, which
  // layers in their order may do, it is made elsewhere and copied.
  TensorPlaces BoundaryOf(Range& range) {
    const graph::Graph& graph = range.folded->graph;
    TensorPlaces places;
    for (graph::TensorId id : graph.inputs) places.emplace(id, layered_->tensor(id));
    const TensorPlaces inputs = places;
    for (graph::TensorId id : graph.outputs) {
      const std::span<std::byte> output = layered_->tensor(id);
      const bool shared =
          std::any_of(inputs.begin(), inputs.end(), [&](const auto& input) { return Overlap(input.second, output); });
      if (shared) {
        range.copied_outputs.push_back(id);
      } else {
        places.emplace(id, output);
      }
    }
    return places;
  }

  static bool Overlap(std::span<const std::byte> a, std::span<const std::byte> b) {
    const std::less<> before;
    return before(a.data(), b.data() + b.size()) && before(b.data(), a.data() + a.size());
  }

  // Both ways in turns until the faster is known; then that one.
  bool GoesAsOne(Range& range) const {
    if (!range.engine || always_) return range.engine != nullptr;
    if (range.as_one.runs < kTrials || range.by_layers.runs < kTrials) {
      return range.as_one.runs < range.by_layers.runs;
    }
    if (range.as_one.best >= range.by_layers.best) {
      Refuse(range);
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
    Duration time{};
    SCIOT_TRY(range.engine->Run(0, 1, {&time, 1}));
    for (graph::TensorId id : range.copied_outputs) Copy(range.engine->tensor(id), layered_->tensor(id));
    Duration elapsed = parts_.clock.Now() - start;
    if (parts_.observer != nullptr) {
      parts_.observer->AfterRange(range.first_layer, range.end_layer - range.first_layer, elapsed);
      elapsed = parts_.clock.Now() - start;
    }
    range.as_one.Add(elapsed);
    Divide(elapsed, range.layer_times, times);
    return {};
  }

  static void Copy(std::span<const std::byte> from, std::span<std::byte> to) {
    std::memcpy(to.data(), from.data(), from.size());
  }

  // In equal parts where no shares are known.
  static void Divide(Duration total, const std::vector<Duration>& shares, std::span<Duration> times) {
    if (shares.empty()) {
      std::ranges::fill(times, total / static_cast<int64_t>(times.size()));
      return;
    }
    const double ratio =
        static_cast<double>(total.count()) / static_cast<double>(std::max<int64_t>(Sum(shares).count(), 1));
    for (size_t i = 0; i < times.size(); ++i) {
      times[i] = Duration(static_cast<int64_t>(static_cast<double>(shares[i].count()) * ratio));
    }
  }

  EngineParts parts_;
  std::unique_ptr<Engine> layered_;
  const bool always_;
  LruCache<std::pair<size_t, size_t>, Range> ranges_;  // by first layer and end
};

}  // namespace

Result<std::unique_ptr<Engine>> CreateFusedEngine(EngineParts parts, std::unique_ptr<Engine> layered,
                                                  const Options& options) {
  if (options.fused_ranges == 0) return Error{ErrorCode::kInvalidArgument, "0 fused ranges: must be at least 1"};
  return std::unique_ptr<Engine>(std::make_unique<FusedEngine>(std::move(parts), std::move(layered), options));
}

}  // namespace sciot::engine
