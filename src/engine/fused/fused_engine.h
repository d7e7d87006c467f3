// An engine that runs ranges in use with adjacent operators folded, where that is measured to be faster.
#pragma once

#include "engine/kernel_engine.h"

namespace sciot::engine {

// What a folded range's engine is made of.
struct EngineParts {
  std::shared_ptr<const graph::Graph> graph;
  std::shared_ptr<const xnnpack::Backend> backend;
  const Clock& clock;
  LayerObserver* observer;
};

// `layered` runs what is not folded. At most options.fused_ranges ranges, at least 1, are kept folded. The observer is
// told of a folded range as of one layer, the last. Requires that options.fused is not kOff.
Result<std::unique_ptr<Engine>> CreateFusedEngine(EngineParts parts, std::unique_ptr<Engine> layered,
                                                  const Options& options);

}  // namespace sciot::engine
