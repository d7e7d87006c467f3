// Packed weights that all engines of one graph use.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "sciot/result.h"

namespace sciot::engine {

// By node of one graph; whoever asks first packs. Thread-safe.
class SharedWeights {
 public:
  // Immutable; each kind of kernel has its own type of it.
  using Packed = std::shared_ptr<const void>;

  // For a graph of `nodes` nodes. `after_packing` is called whenever a node's weights have been packed, and so are not
  // read from where they came for a while.
  explicit SharedWeights(
      size_t nodes, std::function<void()> after_packing = [] {})
      : packed_(nodes), after_packing_(std::move(after_packing)) {}

  // What `pack` made for the node, on this call or on one before. Requires node < nodes.
  Result<Packed> Get(size_t node, const std::function<Result<Packed>()>& pack);

 private:
  std::mutex mutex_;
  std::vector<Packed> packed_;  // guarded by mutex_; null where nothing is packed yet
  const std::function<void()> after_packing_;
};

}  // namespace sciot::engine
