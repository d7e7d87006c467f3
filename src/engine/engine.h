// Runs layers of a model on this machine.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/lru_cache.h"
#include "engine/shared_weights.h"
#include "graph/graph.h"
#include "sciot/result.h"

namespace sciot::engine {

// Whether ranges may run with adjacent operators folded into one, which is faster but rounds differently.
enum class Fused {
  kOff,     // every cut of a model gives the same bytes
  kAuto,    // where it is measured to win; results differ from those of kOff within float tolerance
  kAlways,  // wherever something folds, from the first run on, won or not: to see what folding does
};

// By its name in a configuration, "off" or "auto"; nothing for another text.
std::optional<Fused> FusedOf(std::string_view name);

struct Options {
  // Threads of one inference; 1 runs on the calling thread alone. Never more than the cores: workers spin.
  uint32_t threads = 1;
  Fused fused = Fused::kOff;
  // Ranges kept folded at a time, the least recently used go first; each has weights and tensors of its own.
  uint32_t fused_ranges = 2;
  // Whether the graph's inputs keep their memory throughout a run. Else it goes to others after the last layer that
  // reads them, as with any other tensor, and inputs are written anew before each run that starts with layer 0.
  bool keep_inputs = true;
};

// Called inside the measured time of what has just run; slows it down to imitate a weaker machine.
class LayerObserver {
 public:
  virtual ~LayerObserver() = default;
  virtual void AfterLayer(size_t layer, Duration elapsed) = 0;
  // `count` layers from `first` on ran folded, as one.
  virtual void AfterRange(size_t first, size_t count, Duration elapsed) = 0;
};

// One instance of a model's operators and buffers. Owned and used by one thread at a time.
// With Fused::kOff, results of a range depend on its input tensors only: every way to cut the model gives the same
// bytes.
class Engine {
 public:
  // Creates every operator once. `graph` keeps its constants alive (an aliasing pointer into the loaded
  // model). `clock` (and the observer, if any) must outlive the engine. Engines that are given the same `weights`, made
  // for their graph, pack them once; each still belongs to one thread.
  static Result<std::unique_ptr<Engine>> Create(std::shared_ptr<const graph::Graph> graph, const Options& options,
                                                const Clock& clock, LayerObserver* observer = nullptr,
                                                std::shared_ptr<SharedWeights> weights = nullptr);
  virtual ~Engine() = default;

  virtual const graph::Graph& graph() const = 0;

  // The buffer of a run-time tensor (not a constant), of exactly its spec's byte size, at an address that stays. Write
  // a range's inputs here before Run, read its outputs after. It keeps its value until the last layer that reads it has
  // run; then others may take its place. The graph's outputs, and where Options say so its inputs, keep theirs until
  // written again.
  virtual std::span<std::byte> tensor(graph::TensorId id) = 0;

  // Runs layers [first, end) and stores the time of layer i in times[i - first]. The layers of a folded range cannot be
  // timed by themselves: they share its time as they shared that of the last run layer by layer.
  // Requires first <= end <= layer_count and times.size() == end - first.
  virtual Status Run(size_t first_layer, size_t end_layer, std::span<Duration> times) = 0;

  // The same, every layer by itself, so that each time is its own.
  virtual Status RunByLayers(size_t first_layer, size_t end_layer, std::span<Duration> times) {
    return Run(first_layer, end_layer, times);
  }

  // Whether the ranges that ran, of two layers or more, were among those kept to be folded; none without folding.
  virtual CacheCounts fused_ranges() const { return {}; }
};

}  // namespace sciot::engine
