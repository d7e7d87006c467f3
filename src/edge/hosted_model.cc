#include "edge/hosted_model.h"

#include <algorithm>

#include "edge/model_dataflow.h"
#include "graph/prefix_memory.h"
#include "graph/tensor_name.h"
#include "vision/sidecar.h"

namespace sciot::edge {
namespace {

bool IsMadeBy(const graph::Graph& graph, size_t layer, graph::TensorId tensor) {
  const auto first = graph.nodes.begin() + graph.layers[layer].first_node;
  const auto end = graph.nodes.begin() + graph.layers[layer].end_node;
  return std::any_of(first, end, [tensor](const graph::Node& node) {
    return std::find(node.outputs.begin(), node.outputs.end(), tensor) != node.outputs.end();
  });
}

}  // namespace

Result<std::unique_ptr<const HostedModel>> HostedModel::Load(const ModelSource& source, const model::Limits& limits,
                                                             const CustomOperators& custom) {
  SCIOT_ASSIGN(const auto model, model::LoadModel(source.path, limits, custom));
  return Describe(source, *model);
}

Result<std::unique_ptr<const HostedModel>> HostedModel::Describe(const ModelSource& source, const model::Model& model) {
  std::unique_ptr<HostedModel> hosted(new HostedModel);
  hosted->name_ = source.name;
  hosted->path_ = source.path;
  hosted->sha256_ = model.sha256();
  SCIOT_ASSIGN(vision::SidecarFile sidecar, vision::ReadSidecarFile(source.path));
  hosted->sidecar_ = std::move(sidecar.text);
  hosted->FillMetadata(model.graph());
  hosted->FillBytes(model);
  hosted->dataflow_ = DataflowOf(model.graph());
  return std::unique_ptr<const HostedModel>(std::move(hosted));
}

void HostedModel::FillMetadata(const graph::Graph& graph) {
  metadata_.name = name_;
  metadata_.inputs = graph::InputSpecs(graph);
  metadata_.outputs = graph::OutputSpecs(graph);
}

void HostedModel::FillBytes(const model::Model& model) {
  for (const graph::Cut& cut : model.cuts()) {
    const size_t k = cut_bytes_.size();
    const bool is_chain = k > 0 && cut.tensors.size() == 1 && IsMadeBy(model.graph(), k - 1, cut.tensors.front());
    chain_cuts_.push_back(is_chain ? 1 : 0);
    chain_tensors_.push_back(is_chain ? model.graph().tensors[cut.tensors.front()].spec : TensorSpec());
    if (is_chain) chain_tensors_.back().name = graph::CutTensorName(cut.tensors.front());
    cut_bytes_.push_back(cut.bytes);
  }
  for (size_t k = 0; k <= model.layer_count(); ++k) {
    uint64_t bytes = 0;
    for (graph::TensorId id : graph::OutputsMadeBy(model.graph(), k, model.layer_count())) {
      bytes += model.graph().tensors[id].spec.byte_size();
    }
    reply_bytes_.push_back(bytes);
  }
  device_memory_bytes_ = graph::PrefixMemory(model.graph());
}

}  // namespace sciot::edge
