#include "graph/prefix_memory.h"

#include <algorithm>

#include "graph/lifetime.h"

namespace sciot::graph {
namespace {

// For each layer the bytes there while it runs. Each tensor adds its size where it begins and takes it away where it
// ends.
std::vector<uint64_t> LiveBytes(const Graph& graph) {
  const std::vector<size_t> maker = LayersOfMaking(graph);
  std::vector<size_t> end = EndsOfUse(graph);
  for (TensorId id : graph.outputs) end[id] = graph.layer_count();
  std::vector<uint64_t> begun(graph.layer_count() + 1);
  std::vector<uint64_t> ended(graph.layer_count() + 1);
  for (TensorId id = 0; id < graph.tensors.size(); ++id) {
    if (maker[id] == kNeverMade) continue;
    begun[maker[id]] += graph.tensors[id].spec.byte_size();
    ended[std::max(end[id], maker[id] + 1)] += graph.tensors[id].spec.byte_size();
  }
  std::vector<uint64_t> live(graph.layer_count());
  uint64_t now = 0;
  for (size_t i = 0; i < live.size(); ++i) {
    now += begun[i];
    now -= ended[i];
    live[i] = now;
  }
  return live;
}

// For each layer the bytes of the constants that it is the first to read.
std::vector<uint64_t> NewConstantBytes(const Graph& graph) {
  std::vector<bool> seen(graph.tensors.size());
  std::vector<uint64_t> bytes(graph.layer_count());
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (uint32_t n = graph.layers[i].first_node; n < graph.layers[i].end_node; ++n) {
      for (TensorId id : graph.nodes[n].inputs) {
        if (id == kAbsentTensor || seen[id]) continue;
        seen[id] = true;
        bytes[i] += graph.tensors[id].constant.size();
      }
    }
  }
  return bytes;
}

}  // namespace

std::vector<uint64_t> PrefixMemory(const Graph& graph) {
  const std::vector<uint64_t> live = LiveBytes(graph);
  const std::vector<uint64_t> constants = NewConstantBytes(graph);
  uint64_t peak = 0;
  for (TensorId id : graph.inputs) peak += graph.tensors[id].spec.byte_size();
  uint64_t constant_bytes = 0;
  std::vector<uint64_t> memory = {peak};
  for (size_t i = 0; i < graph.layer_count(); ++i) {
    peak = std::max(peak, live[i]);
    constant_bytes += constants[i];
    memory.push_back(constant_bytes + peak);
  }
  return memory;
}

}  // namespace sciot::graph
