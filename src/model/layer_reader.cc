#include "model/layer_reader.h"

#include "model/layer_boundaries.h"
#include "model/model.h"
#include "model/operators/operator.h"

namespace sciot::model {
namespace {

// The buffer of the metadata entry, empty where the file has none.
Result<ByteView> FindLayerEntry(const tflite::Model& file) {
  if (file.metadata() == nullptr) return ByteView{};
  for (const tflite::Metadata* entry : *file.metadata()) {
    if (entry->name() == nullptr || entry->name()->str() != kLayersMetadata) continue;
    const auto* buffers = file.buffers();
    if (buffers == nullptr || entry->buffer() >= buffers->size() || buffers->Get(entry->buffer())->data() == nullptr) {
      const std::string buffer = std::to_string(entry->buffer());
      return InvalidModel("metadata " + entry->name()->str() + " names buffer " + buffer + ", which holds nothing");
    }
    const auto* data = buffers->Get(entry->buffer())->data();
    return std::as_bytes(std::span(data->data(), data->size()));
  }
  return ByteView{};
}

std::string LayerName(const graph::Graph& graph, uint32_t first, uint32_t end) {
  std::string name;
  for (uint32_t n = first; n < end; ++n) name += (n > first ? "+" : "") + OperatorName(graph.nodes[n]);
  return name;
}

}  // namespace

Result<std::vector<graph::Layer>> ReadLayers(const tflite::Model& file, const graph::Graph& graph) {
  SCIOT_ASSIGN(const ByteView entry, FindLayerEntry(file));
  std::vector<uint32_t> counts(graph.nodes.size(), 1);
  if (!entry.empty()) {
    SCIOT_ASSIGN(counts, DecodeLayerBoundaries(entry, graph.nodes.size()));
  }
  std::vector<graph::Layer> layers;
  uint32_t first = 0;
  for (uint32_t count : counts) {
    layers.push_back({LayerName(graph, first, first + count), first, first + count});
    first += count;
  }
  return layers;
}

}  // namespace sciot::model
