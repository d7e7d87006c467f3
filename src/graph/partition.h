// A network in two parts: layers that run on the device, and the others.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "graph/graph.h"
#include "sciot/result.h"

namespace sciot::graph {

// The device's layers are the first of `graph`, so that a partition is a split of it.
struct Partition {
  std::shared_ptr<const Graph> graph;
  std::vector<uint32_t> order;  // layer i of `graph` is layer order[i] of the model
  size_t split = 0;             // layers of the device
  std::vector<TensorId> cut;    // what the others take of it

  std::span<const uint32_t> device_layers() const { return std::span(order).first(split); }
  std::span<const uint32_t> edge_layers() const { return std::span(order).subspan(split); }
};

// Parts `model` so; its constants are those of the result, which keeps it. Errors as CheckClosed.
Result<Partition> MakePartition(std::shared_ptr<const Graph> model, std::span<const uint32_t> device_layers);

// The partition that split k of a model is, in the model's own order. Requires split <= layer_count.
Partition SplitPartition(std::shared_ptr<const Graph> model, size_t split);

}  // namespace sciot::graph
