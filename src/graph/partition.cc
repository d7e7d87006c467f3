#include "graph/partition.h"

#include <numeric>

#include "graph/cut.h"
#include "graph/order.h"

namespace sciot::graph {
namespace {

// A reordered graph, and the model its constants belong to.
struct Reordered {
  std::shared_ptr<const Graph> model;
  Graph graph;
};

}  // namespace

Result<Partition> MakePartition(std::shared_ptr<const Graph> model, std::span<const uint32_t> device_layers) {
  SCIOT_TRY(CheckClosed(*model, device_layers));
  Partition partition;
  partition.order = FirstInOrder(device_layers, model->layer_count());
  partition.split = device_layers.size();
  Graph graph = Reorder(*model, partition.order);
  const auto reordered = std::make_shared<const Reordered>(Reordered{std::move(model), std::move(graph)});
  partition.graph = {reordered, &reordered->graph};
  partition.cut = CutAt(reordered->graph, partition.split).tensors;
  return partition;
}

Partition SplitPartition(std::shared_ptr<const Graph> model, size_t split) {
  Partition partition;
  partition.order.resize(model->layer_count());
  std::iota(partition.order.begin(), partition.order.end(), 0U);
  partition.split = split;
  partition.cut = CutAt(*model, split).tensors;
  partition.graph = std::move(model);
  return partition;
}

}  // namespace sciot::graph
