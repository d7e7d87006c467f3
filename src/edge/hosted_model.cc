#include "edge/hosted_model.h"

#include "graph/prefix_memory.h"
#include "graph/tensor_name.h"
#include "vision/sidecar.h"

namespace sciot::edge {

Result<std::unique_ptr<const HostedModel>> HostedModel::Load(const ModelSource& source, const model::Limits& limits) {
  std::unique_ptr<HostedModel> hosted(new HostedModel);
  hosted->name_ = source.name;
  SCIOT_ASSIGN(hosted->model_, model::LoadModel(source.path, limits));
  SCIOT_ASSIGN(vision::SidecarFile sidecar, vision::ReadSidecarFile(source.path));
  hosted->sidecar_ = std::move(sidecar.text);
  hosted->FillMetadata();
  hosted->FillBytes();
  return std::unique_ptr<const HostedModel>(std::move(hosted));
}

void HostedModel::FillMetadata() {
  const graph::Graph& graph = model_->graph();
  metadata_.name = name_;
  metadata_.inputs = graph::InputSpecs(graph);
  metadata_.outputs = graph::OutputSpecs(graph);
}

void HostedModel::FillBytes() {
  for (const graph::Cut& cut : model_->cuts()) cut_bytes_.push_back(cut.bytes);
  for (size_t k = 0; k <= layer_count(); ++k) {
    uint64_t bytes = 0;
    for (graph::TensorId id : graph::OutputsMadeBy(model_->graph(), k, layer_count())) {
      bytes += model_->graph().tensors[id].spec.byte_size();
    }
    reply_bytes_.push_back(bytes);
  }
  device_memory_bytes_ = graph::PrefixMemory(model_->graph());
}

}  // namespace sciot::edge
