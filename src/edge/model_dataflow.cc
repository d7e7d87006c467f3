#include "edge/model_dataflow.h"

#include <unordered_map>

namespace sciot::edge {
namespace {

using graph::TensorId;

// Collects tensors in the order they are made, so that readers come out ascending.
class Collector {
 public:
  explicit Collector(const graph::Graph& graph) : graph_(graph) {
    for (TensorId id : graph.inputs) Make(id, std::nullopt);
    for (uint32_t layer = 0; layer < graph.layer_count(); ++layer) Walk(layer);
    dataflow_.reply_bytes.resize(graph.layer_count());
    for (TensorId id : graph.outputs) AddReply(id);
  }

  decision::Dataflow Take() { return std::move(dataflow_); }

 private:
  void Walk(uint32_t layer) {
    for (uint32_t n = graph_.layers[layer].first_node; n < graph_.layers[layer].end_node; ++n) {
      for (TensorId id : graph_.nodes[n].inputs) Read(id, layer);
      for (TensorId id : graph_.nodes[n].outputs) Make(id, layer);
    }
  }

  void Make(TensorId id, std::optional<uint32_t> maker) {
    if (!places_.emplace(id, dataflow_.tensors.size()).second) return;
    dataflow_.tensors.push_back({graph_.tensors[id].spec.byte_size(), maker, {}});
  }

  // Within its own layer a tensor does not travel.
  void Read(TensorId id, uint32_t layer) {
    const auto place = places_.find(id);
    if (place == places_.end()) return;  // a constant, or absent
    decision::Dataflow::Tensor& tensor = dataflow_.tensors[place->second];
    if (tensor.maker == layer || (!tensor.readers.empty() && tensor.readers.back() == layer)) return;
    tensor.readers.push_back(layer);
  }

  // An input that is itself an output counts as made by layer 0, as in graph::OutputsMadeBy.
  void AddReply(TensorId id) {
    const auto place = places_.find(id);
    if (place == places_.end()) return;
    const decision::Dataflow::Tensor& tensor = dataflow_.tensors[place->second];
    dataflow_.reply_bytes[tensor.maker.value_or(0)] += tensor.bytes;
  }

  const graph::Graph& graph_;
  std::unordered_map<TensorId, size_t> places_;  // in dataflow_.tensors
  decision::Dataflow dataflow_;
};

}  // namespace

decision::Dataflow DataflowOf(const graph::Graph& graph) {
  return Collector(graph).Take();
}

}  // namespace sciot::edge
