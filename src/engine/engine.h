// Runs layers of a model on this machine.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/clock.h"
#include "graph/graph.h"
#include "sciot/result.h"

namespace sciot::engine {

struct Options {
  // Threads of one inference; 1 runs on the calling thread alone. Never more than the cores: workers spin.
  uint32_t threads = 1;
};

// Called after each layer, inside its measured time; slows a layer down to imitate a weaker machine.
class LayerObserver {
 public:
  virtual ~LayerObserver() = default;
  virtual void AfterLayer(size_t layer, Duration elapsed) = 0;
};

// One instance of a model's operators and buffers. Owned and used by one thread at a time.
// Results of a range depend on its input tensors only: every way to cut the model gives the same bytes.
class Engine {
 public:
  // Creates every operator once. `graph` keeps its constants alive (an aliasing pointer into the loaded
  // model). `clock` (and the observer, if any) must outlive the engine.
  static Result<std::unique_ptr<Engine>> Create(std::shared_ptr<const graph::Graph> graph, const Options& options,
                                                const Clock& clock, LayerObserver* observer = nullptr);
  virtual ~Engine() = default;

  virtual const graph::Graph& graph() const = 0;

  // The buffer of a run-time tensor (not a constant), of exactly its spec's byte size, at an address that stays. Write
  // a range's inputs here before Run, read its outputs after. It keeps its value until the last layer that reads it has
  // run; then others may take its place. The graph's inputs and outputs keep theirs until written again.
  virtual std::span<std::byte> tensor(graph::TensorId id) = 0;

  // Runs layers [first, end) and stores the time of layer i in times[i - first].
  // Requires first <= end <= layer_count and times.size() == end - first.
  virtual Status Run(size_t first_layer, size_t end_layer, std::span<Duration> times) = 0;
};

}  // namespace sciot::engine
