#include <memory>

#include "model/directory.h"
#include "model/directory_files.h"
#include "model/file_writer.h"
#include "model/layer_boundaries.h"
#include "model/operators/operator.h"
#include "model/tflite_file.h"

namespace sciot::model {
namespace {

// What must agree between an output and the input it feeds.
struct Port {
  std::vector<int32_t> shape;
  tflite::TensorType type;
};

std::string ToText(const Port& port) {
  return std::string(tflite::EnumNameTensorType(port.type)) + " " + ToString(port.shape);
}

constexpr int32_t kUndeclared = -1;

// Appends layer after layer to one model, connecting each to tensors already there.
class Joiner {
 public:
  Joiner(const Wiring& wiring, const Limits& limits, const CustomOperators& custom)
      : wiring_(wiring), limits_(limits), custom_(custom) {
    joined_ = EmptyModel("SCIoT joined model");
  }

  Status Append(uint32_t layer, ByteView file) {
    SCIOT_ASSIGN(const std::unique_ptr<tflite::ModelT> source, ReadLayer(file));
    const tflite::SubGraphT& subgraph = *source->subgraphs[0];
    SCIOT_ASSIGN(std::vector<int32_t> new_ids, ConnectInputs(layer, *source));
    for (const auto& file_operator : subgraph.operators) {
      SCIOT_TRY(AppendOperator(*source, *file_operator, new_ids));
    }
    SCIOT_TRY(RecordOutputs(*source, new_ids));
    return {};
  }

  Result<Bytes> Finish() {
    for (size_t i = 0; i < model_inputs_.size(); ++i) {
      if (model_inputs_[i] == kUndeclared) return InvalidModel("no layer reads model input " + std::to_string(i));
    }
    joined_.subgraphs[0]->inputs = model_inputs_;
    const auto last = static_cast<int32_t>(wiring_.layers) - 1;
    std::vector<Endpoint> outputs = wiring_.outputs.empty() ? AllOutputsOf(last) : wiring_.outputs;
    for (const Endpoint& output : outputs) {
      SCIOT_ASSIGN(const int32_t id, Resolve(output));
      joined_.subgraphs[0]->outputs.push_back(id);
    }
    AddMetadata(joined_, kLayersMetadata, EncodeLayerBoundaries(nodes_per_layer_));
    return SerializeModel(joined_);
  }

 private:
  Result<std::unique_ptr<tflite::ModelT>> ReadLayer(ByteView file) {
    const PaddedBuffer aligned(file);
    // Loading checks all that the appending below relies on: ids, buffers and operator codes.
    SCIOT_ASSIGN(const std::shared_ptr<const Model> layer, LoadModelBytes(aligned.bytes(), limits_, custom_));
    nodes_per_layer_.push_back(static_cast<uint32_t>(layer->graph().nodes.size()));
    SCIOT_ASSIGN(const tflite::Model* verified, VerifyFile(aligned.bytes(), limits_));
    return std::unique_ptr<tflite::ModelT>(verified->UnPack());
  }

  std::vector<Endpoint> AllOutputsOf(int32_t layer) const {
    std::vector<Endpoint> endpoints;
    const size_t count = layer_outputs_[static_cast<size_t>(layer)].size();
    for (uint32_t i = 0; i < count; ++i) endpoints.push_back({layer, i});
    return endpoints;
  }

  // Where a layer's inputs come from: as wired, else the model's inputs for layer 0 and all outputs of the layer
  // before.
  std::vector<Endpoint> SourcesOf(uint32_t layer, size_t input_count) const {
    if (!wiring_.inputs[layer].empty()) return wiring_.inputs[layer];
    if (layer > 0) return AllOutputsOf(static_cast<int32_t>(layer) - 1);
    std::vector<Endpoint> endpoints;
    for (uint32_t i = 0; i < input_count; ++i) endpoints.push_back({kModelInputs, i});
    return endpoints;
  }

  // Maps the layer's input tensors to joined ones. The result has an entry for each tensor, -1 where not yet known.
  Result<std::vector<int32_t>> ConnectInputs(uint32_t layer, const tflite::ModelT& source) {
    const tflite::SubGraphT& subgraph = *source.subgraphs[0];
    const std::vector<Endpoint> sources = SourcesOf(layer, subgraph.inputs.size());
    if (sources.size() != subgraph.inputs.size()) {
      return InvalidModel("takes " + std::to_string(subgraph.inputs.size()) + " inputs, " +
                          std::to_string(sources.size()) + " are wired to it");
    }
    std::vector<int32_t> new_ids(subgraph.tensors.size(), -1);
    for (size_t i = 0; i < sources.size(); ++i) {
      const tflite::TensorT& input = *subgraph.tensors[static_cast<size_t>(subgraph.inputs[i])];
      if (sources[i].layer == kModelInputs) DeclareModelInput(sources[i].output, source, input);
      SCIOT_ASSIGN(const int32_t id, Resolve(sources[i]));
      SCIOT_TRY(CheckFits(id, input, i));
      new_ids[static_cast<size_t>(subgraph.inputs[i])] = id;
    }
    return new_ids;
  }

  // Adds the model's input `index` when a layer reads it for the first time.
  void DeclareModelInput(uint32_t index, const tflite::ModelT& source, const tflite::TensorT& tensor) {
    if (index >= model_inputs_.size()) model_inputs_.resize(index + 1, kUndeclared);
    if (model_inputs_[index] == kUndeclared) model_inputs_[index] = AddTensor(joined_, source, tensor);
  }

  Result<int32_t> Resolve(const Endpoint& endpoint) const {
    const std::vector<int32_t>& ids =
        endpoint.layer == kModelInputs ? model_inputs_ : layer_outputs_[static_cast<size_t>(endpoint.layer)];
    if (endpoint.output < ids.size() && ids[endpoint.output] != kUndeclared) return ids[endpoint.output];
    return InvalidModel("output " + std::to_string(endpoint.output) + " of layer " + std::to_string(endpoint.layer) +
                        " does not exist");
  }

  static Port PortOf(const tflite::TensorT& tensor) {
    Port port{tensor.shape, tensor.type};
    if (!port.shape.empty() && port.shape[0] == -1) port.shape[0] = 1;
    return port;
  }

  Status CheckFits(int32_t id, const tflite::TensorT& input, size_t index) const {
    const Port made = PortOf(*joined_.subgraphs[0]->tensors[static_cast<size_t>(id)]);
    const Port wanted = PortOf(input);
    if (made.shape == wanted.shape && made.type == wanted.type) return {};
    return InvalidModel("input " + std::to_string(index) + " takes " + ToText(wanted) + ", what feeds it gives " +
                        ToText(made));
  }

  Status AppendOperator(const tflite::ModelT& source, const tflite::OperatorT& file_operator,
                        std::vector<int32_t>& new_ids) {
    auto copy = std::make_unique<tflite::OperatorT>(file_operator);
    copy->opcode_index = AddOperatorCode(joined_, *source.operator_codes[file_operator.opcode_index]);
    for (std::vector<int32_t>* ids : {&copy->inputs, &copy->outputs}) {
      for (int32_t& id : *ids) id = id < 0 ? id : NewId(source, id, new_ids);
    }
    joined_.subgraphs[0]->operators.push_back(std::move(copy));
    return {};
  }

  int32_t NewId(const tflite::ModelT& source, int32_t id, std::vector<int32_t>& new_ids) {
    int32_t& new_id = new_ids[static_cast<size_t>(id)];
    if (new_id < 0) new_id = AddTensor(joined_, source, *source.subgraphs[0]->tensors[static_cast<size_t>(id)]);
    return new_id;
  }

  Status RecordOutputs(const tflite::ModelT& source, std::vector<int32_t>& new_ids) {
    std::vector<int32_t> outputs;
    for (int32_t id : source.subgraphs[0]->outputs) outputs.push_back(NewId(source, id, new_ids));
    layer_outputs_.push_back(std::move(outputs));
    return {};
  }

  const Wiring& wiring_;
  const Limits& limits_;
  const CustomOperators& custom_;
  tflite::ModelT joined_;
  std::vector<int32_t> model_inputs_;                // ids in joined_; kUndeclared until a layer reads it
  std::vector<std::vector<int32_t>> layer_outputs_;  // ids in joined_, by layer and output
  std::vector<uint32_t> nodes_per_layer_;
};

}  // namespace

Result<Bytes> JoinDirectory(const std::filesystem::path& directory, const Limits& limits,
                            const CustomOperators& custom) {
  SCIOT_ASSIGN(const DirectoryFiles files, ReadDirectoryFiles(directory, limits));
  Joiner joiner(files.wiring, limits, custom);
  for (uint32_t layer = 0; layer < files.wiring.layers; ++layer) {
    if (Status appended = joiner.Append(layer, files.layers[layer]); !appended.ok()) {
      return WithContext(appended.error(), (directory / files.wiring.FileName(layer)).string());
    }
  }
  Result<Bytes> joined = joiner.Finish();
  if (!joined.ok()) return WithContext(joined.error(), directory.string());
  return joined;
}

}  // namespace sciot::model
