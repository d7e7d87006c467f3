#include "decision/min_cut.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <numeric>

// An iterator over arcs holds its place in an optional; GCC 12 does not see that it is set before it is read.
#pragma GCC diagnostic push
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/boykov_kolmogorov_max_flow.hpp>
#include <boost/property_map/property_map.hpp>
#pragma GCC diagnostic pop

namespace sciot::decision {
namespace {

using boost::directedS;
using boost::property;
using boost::vecS;

using Traits = boost::adjacency_list_traits<vecS, vecS, directedS>;
using Arc = Traits::edge_descriptor;
using ArcProperties =
    property<boost::edge_capacity_t, int64_t,
             property<boost::edge_residual_capacity_t, int64_t, property<boost::edge_reverse_t, Arc>>>;
using Network = boost::adjacency_list<vecS, vecS, directedS, boost::no_property, ArcProperties>;
using Vertex = Network::vertex_descriptor;

// All finite capacities together are scaled to this integer: sums of them stay exact, and so does the flow.
constexpr double kScaledTotal = 0x1p52;

double SentCost(const Dataflow::Tensor& tensor, const PartitionCosts& costs) {
  return static_cast<double>(tensor.bytes) * costs.per_sent_byte;
}

double EdgeCost(const Dataflow& dataflow, const PartitionCosts& costs, size_t layer) {
  return costs.edge[layer] + static_cast<double>(dataflow.reply_bytes[layer]) * costs.per_reply_byte;
}

bool IsSent(const Dataflow::Tensor& tensor, const DeviceLayers& device) {
  if (tensor.maker && !device[*tensor.maker]) return false;
  return std::any_of(tensor.readers.begin(), tensor.readers.end(), [&](uint32_t reader) { return !device[reader]; });
}

// Of all that any partition can cost, but for offloading.
double TotalCost(const Dataflow& dataflow, const PartitionCosts& costs) {
  double total = std::accumulate(costs.device.begin(), costs.device.end(), 0.0);
  for (size_t i = 0; i < costs.edge.size(); ++i) total += EdgeCost(dataflow, costs, i);
  for (const Dataflow::Tensor& tensor : dataflow.tensors) total += SentCost(tensor, costs);
  return total;
}

// Layers 0..n-1 are its vertices 0..n-1, then come device and edge, then tensors with several readers.
class PartitionNetwork {
 public:
  PartitionNetwork(const Dataflow& dataflow, const PartitionCosts& costs, double total_cost)
      : costs_(costs),
        layers_(dataflow.layer_count()),
        source_(layers_),
        sink_(layers_ + 1),
        scale_(kScaledTotal / std::max(total_cost, 1e-200)),
        network_(layers_ + 2) {
    std::vector<int64_t> to_device(layers_), to_edge(layers_);
    for (size_t i = 0; i < layers_; ++i) {
      to_edge[i] = Scaled(costs.device[i]);
      to_device[i] = i < costs.first_device_layers ? kInfinite : Scaled(EdgeCost(dataflow, costs, i));
    }
    for (const Dataflow::Tensor& tensor : dataflow.tensors) AddTensor(tensor, to_device);
    for (size_t i = 0; i < layers_; ++i) AddLayer(i, to_device[i], to_edge[i]);
  }

  DeviceLayers Cut() {
    const size_t vertices = boost::num_vertices(network_);
    std::vector<boost::default_color_type> side(vertices);
    std::vector<Arc> predecessors(vertices);
    std::vector<long> distances(vertices);
    const auto index = boost::get(boost::vertex_index, network_);
    boost::boykov_kolmogorov_max_flow(
        network_, boost::get(boost::edge_capacity, network_), boost::get(boost::edge_residual_capacity, network_),
        boost::get(boost::edge_reverse, network_), boost::make_iterator_property_map(predecessors.begin(), index),
        boost::make_iterator_property_map(side.begin(), index),
        boost::make_iterator_property_map(distances.begin(), index), index, source_, sink_);
    // White is what still reaches the edge; what reaches neither side costs the same on both.
    DeviceLayers device(layers_);
    for (size_t i = 0; i < layers_; ++i) device[i] = side[i] != boost::white_color;
    return device;
  }

 private:
  // More than all finite capacities together, so that no minimum cut holds such an arc; few enough to add some.
  static constexpr int64_t kInfinite = int64_t{1} << 55;

  int64_t Scaled(double cost) const { return std::llround(cost * scale_); }

  void Connect(Vertex from, Vertex to, int64_t capacity, int64_t reverse_capacity) {
    const Arc there = boost::add_edge(from, to, ArcProperties(capacity), network_).first;
    const Arc back = boost::add_edge(to, from, ArcProperties(reverse_capacity), network_).first;
    boost::put(boost::edge_reverse, network_, there, back);
    boost::put(boost::edge_reverse, network_, back, there);
  }

  // Paid when the maker is on the device and a reader on the edge. The other way round is out of the question.
  void AddTensor(const Dataflow::Tensor& tensor, std::vector<int64_t>& to_device) {
    const int64_t cost = Scaled(SentCost(tensor, costs_));
    if (tensor.readers.empty()) return;
    if (tensor.readers.size() > 1) return AddSharedTensor(tensor, cost);
    const uint32_t reader = tensor.readers.front();
    if (tensor.maker) {
      Connect(*tensor.maker, reader, cost, kInfinite);
    } else {
      to_device[reader] += cost;
    }
  }

  // A vertex for the tensor at the edge, so that it is paid once.
  void AddSharedTensor(const Dataflow::Tensor& tensor, int64_t cost) {
    const Vertex sent = boost::add_vertex(network_);
    Connect(tensor.maker ? Vertex{*tensor.maker} : source_, sent, cost, 0);
    for (const uint32_t reader : tensor.readers) {
      Connect(sent, reader, kInfinite, 0);
      if (tensor.maker) Connect(*tensor.maker, reader, 0, kInfinite);
    }
  }

  // What flows from the device through this layer straight to the edge need not be found by search.
  void AddLayer(size_t layer, int64_t to_device, int64_t to_edge) {
    if (to_device > to_edge) Connect(source_, layer, to_device - to_edge, 0);
    if (to_edge > to_device) Connect(layer, sink_, to_edge - to_device, 0);
  }

  const PartitionCosts& costs_;
  const size_t layers_;
  const Vertex source_, sink_;
  const double scale_;
  Network network_;
};

}  // namespace

std::vector<uint32_t> LayersOf(const DeviceLayers& device) {
  std::vector<uint32_t> layers;
  for (uint32_t i = 0; i < device.size(); ++i) {
    if (device[i]) layers.push_back(i);
  }
  return layers;
}

double PartitionCost(const Dataflow& dataflow, const PartitionCosts& costs, const DeviceLayers& device) {
  double cost = static_cast<double>(SentBytes(dataflow, device)) * costs.per_sent_byte;
  bool uses_edge = false;
  for (size_t i = 0; i < device.size(); ++i) {
    uses_edge |= !device[i];
    cost += device[i] ? costs.device[i] : EdgeCost(dataflow, costs, i);
  }
  return cost + (uses_edge ? costs.offloading : 0);
}

uint64_t SentBytes(const Dataflow& dataflow, const DeviceLayers& device) {
  uint64_t bytes = 0;
  for (const Dataflow::Tensor& tensor : dataflow.tensors) {
    if (IsSent(tensor, device)) bytes += tensor.bytes;
  }
  return bytes;
}

DeviceLayers MinCut(const Dataflow& dataflow, const PartitionCosts& costs) {
  assert(costs.device.size() == dataflow.layer_count() && costs.edge.size() == dataflow.layer_count());
  DeviceLayers all_device(dataflow.layer_count(), true);
  const double most = TotalCost(dataflow, costs);
  if (!std::isfinite(most)) return all_device;
  DeviceLayers parted = PartitionNetwork(dataflow, costs, most).Cut();
  // What offloading costs at all is the same for every other partition, so it only counts here.
  const bool device_wins = PartitionCost(dataflow, costs, all_device) <= PartitionCost(dataflow, costs, parted);
  return device_wins ? all_device : parted;
}

}  // namespace sciot::decision
