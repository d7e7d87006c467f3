#include "range_runner.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "../io/tensor_json.h"
#include "base/file.h"
#include "graph/tensor_name.h"
#include "layer_summary.h"

namespace sciot::app {

std::shared_ptr<const graph::Graph> SharedGraph(std::shared_ptr<const model::Model> model) {
  const graph::Graph* graph = &model->graph();
  return {std::move(model), graph};
}

Result<std::unique_ptr<RangeRunner>> RangeRunner::Create(std::shared_ptr<const model::Model> model, LayerRange range,
                                                         const engine::Options& options, const Clock& clock) {
  SCIOT_ASSIGN(auto engine, engine::Engine::Create(SharedGraph(model), options, clock));
  return std::unique_ptr<RangeRunner>(new RangeRunner(std::move(model), range, std::move(engine)));
}

void RangeRunner::SetInputs(const std::vector<Bytes>& inputs) {
  const std::vector<graph::TensorId> ids = RangeInputs(*model_, range_);
  assert(inputs.size() == ids.size());
  for (size_t i = 0; i < ids.size(); ++i) {
    std::memcpy(engine_->tensor(ids[i]).data(), inputs[i].data(), inputs[i].size());
  }
}

Result<std::vector<Duration>> RangeRunner::Run(const std::vector<Bytes>& inputs) {
  SetInputs(inputs);
  std::vector<Duration> times(range_.end - range_.first);
  SCIOT_TRY(engine_->Run(range_.first, range_.end, times));
  return times;
}

Status RangeRunner::WriteOutputs(const std::filesystem::path& directory) {
  SCIOT_TRY(MakeDirectory(directory));
  const std::vector<graph::TensorId>& outputs = model_->graph().outputs;
  const auto made = graph::OutputsMadeBy(model_->graph(), range_.first, range_.end);
  for (size_t j = 0; j < outputs.size(); ++j) {
    if (std::ranges::find(made, outputs[j]) == made.end()) continue;
    SCIOT_TRY(WriteFile(directory / ("output_" + std::to_string(j) + ".bin"), value(outputs[j])));
  }
  for (graph::TensorId id : model_->cuts()[range_.end].tensors) {
    SCIOT_TRY(WriteFile(directory / (graph::CutTensorName(id) + ".bin"), value(id)));
  }
  return {};
}

// A layer's outputs may be gone when the next has run, so each is written in between.
Status RangeRunner::RunAndDump(const std::vector<Bytes>& inputs, const std::filesystem::path& directory) {
  SCIOT_TRY(MakeDirectory(directory));
  SetInputs(inputs);
  for (size_t layer = range_.first; layer < range_.end; ++layer) {
    Duration time{};
    SCIOT_TRY(engine_->Run(layer, layer + 1, {&time, 1}));
    const graph::TensorId first = LayerOutputs(*model_, layer).front();
    SCIOT_TRY(WriteFile(directory / ("layer_" + std::to_string(layer) + ".bin"), value(first)));
  }
  return {};
}

}  // namespace sciot::app
