// The best way to part the layers of a model between device and edge, cuts along its order or not.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "decision/dataflow.h"

namespace sciot::decision {

// Costs are in any one unit, e.g. seconds; none is negative.
struct PartitionCosts {
  std::span<const double> device;  // n: each layer on the device
  std::span<const double> edge;    // n: each layer on the edge
  double per_sent_byte = 0;
  double per_reply_byte = 0;
  double offloading = 0;           // once, when the edge runs anything
  size_t first_device_layers = 0;  // so many layers stay on the device; <= n
};

// By layer: whether it runs on the device. A layer on the device reads only what layers on the device make.
using DeviceLayers = std::vector<bool>;

// Its layers on the device, ascending.
std::vector<uint32_t> LayersOf(const DeviceLayers& device);

// What an inference costs that is parted so. A tensor goes over the link once, however many layers read it there.
double PartitionCost(const Dataflow& dataflow, const PartitionCosts& costs, const DeviceLayers& device);

// Bytes of the tensors that the edge reads and does not make.
uint64_t SentBytes(const Dataflow& dataflow, const DeviceLayers& device);

// The cheapest of all partitions; of equal ones that with the most layers on the device; all
// on the device where costs are not finite. It is the minimum cut of a
// network of layers and tensors between the device, its source, and the edge, its sink.
DeviceLayers MinCut(const Dataflow& dataflow, const PartitionCosts& costs);

}  // namespace sciot::decision
