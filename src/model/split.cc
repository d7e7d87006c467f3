#include <algorithm>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "base/file.h"
#include "model/directory.h"
#include "model/file_writer.h"
#include "model/wiring.h"

namespace sciot::model {
namespace {

using graph::TensorId;

constexpr const char* kFilePattern = "model_{i}.tflite";

bool Contains(const std::vector<TensorId>& ids, TensorId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// What layer `index` reads from outside itself and what others, or the model's outputs, read of it.
struct Interface {
  std::vector<TensorId> inputs;
  std::vector<TensorId> outputs;
};

class Splitter {
 public:
  explicit Splitter(const Model& model)
      : model_(model),
        graph_(model.graph()),
        file_(tflite::GetModel(model.file().data())->UnPack()),
        interfaces_(graph_.layer_count()) {
    FindInterfaces();
  }

  // A file needs an input, so a layer of constants alone cannot stand in one; and no file would state an input of the
  // model that no layer reads.
  Status CheckSplittable() const {
    for (size_t i = 0; i < graph_.inputs.size(); ++i) {
      if (read_inputs_.contains(graph_.inputs[i])) continue;
      return Error{ErrorCode::kUnsupported, "model input " + std::to_string(i) + " ('" +
                                                graph_.tensors[graph_.inputs[i]].spec.name +
                                                "') is read by no layer, and a directory of layers cannot state it"};
    }
    for (size_t layer = 0; layer < interfaces_.size(); ++layer) {
      if (!interfaces_[layer].inputs.empty()) continue;
      return Error{ErrorCode::kUnsupported, "layer " + std::to_string(layer) + " (" + graph_.layers[layer].name +
                                                ") reads constants only and cannot be a file of its own"};
    }
    return {};
  }

  Bytes LayerFile(size_t layer) const {
    tflite::ModelT part = EmptyModel("SCIoT layer " + std::to_string(layer));
    std::unordered_map<TensorId, int32_t> new_ids;
    for (TensorId id : interfaces_[layer].inputs) {
      part.subgraphs[0]->inputs.push_back(NewId(part, id, new_ids));
    }
    for (uint32_t n = graph_.layers[layer].first_node; n < graph_.layers[layer].end_node; ++n) {
      AppendOperator(part, graph_.nodes[n].file_operator, new_ids);
    }
    for (TensorId id : interfaces_[layer].outputs) {
      part.subgraphs[0]->outputs.push_back(NewId(part, id, new_ids));
    }
    return SerializeModel(part);
  }

  Wiring MakeWiring() const {
    Wiring wiring;
    wiring.layers = static_cast<uint32_t>(graph_.layer_count());
    wiring.file_pattern = kFilePattern;
    for (const Interface& layer : interfaces_) wiring.inputs.push_back(EndpointsOf(layer.inputs));
    wiring.outputs = EndpointsOf(graph_.outputs);
    return wiring;
  }

 private:
  void FindInterfaces() {
    for (size_t layer = 0; layer < graph_.layer_count(); ++layer) {
      for (uint32_t n = graph_.layers[layer].first_node; n < graph_.layers[layer].end_node; ++n) {
        for (TensorId id : graph_.nodes[n].inputs) NoteUse(id, layer);
        for (TensorId id : graph_.nodes[n].outputs) maker_[id] = layer;
      }
    }
    for (TensorId id : graph_.outputs) NoteUse(id, graph_.layer_count());
    for (size_t layer = 0; layer < graph_.layer_count(); ++layer) {
      std::vector<TensorId>& outputs = interfaces_[layer].outputs;
      if (outputs.empty()) outputs = graph_.nodes[graph_.layers[layer].end_node - 1].outputs;  // read by nobody
      std::sort(outputs.begin(), outputs.end());
    }
  }

  // Layer `user` (layer_count: the model's outputs) reads tensor `id`.
  void NoteUse(TensorId id, size_t user) {
    if (id == graph::kAbsentTensor || graph_.tensors[id].is_constant()) return;
    const auto maker = maker_.find(id);
    const bool from_model_inputs = maker == maker_.end();
    if (!from_model_inputs && maker->second == user) return;
    if (user < interfaces_.size() && !Contains(interfaces_[user].inputs, id)) interfaces_[user].inputs.push_back(id);
    if (user < interfaces_.size() && from_model_inputs) read_inputs_.insert(id);
    if (from_model_inputs || Contains(interfaces_[maker->second].outputs, id)) return;
    interfaces_[maker->second].outputs.push_back(id);
  }

  std::vector<Endpoint> EndpointsOf(const std::vector<TensorId>& ids) const {
    std::vector<Endpoint> endpoints;
    for (TensorId id : ids) {
      const auto maker = maker_.find(id);
      const auto& list = maker == maker_.end() ? graph_.inputs : interfaces_[maker->second].outputs;
      const auto position = std::find(list.begin(), list.end(), id) - list.begin();
      endpoints.push_back({maker == maker_.end() ? kModelInputs : static_cast<int32_t>(maker->second),
                           static_cast<uint32_t>(position)});
    }
    return endpoints;
  }

  int32_t NewId(tflite::ModelT& part, TensorId id, std::unordered_map<TensorId, int32_t>& new_ids) const {
    const auto known = new_ids.find(id);
    if (known != new_ids.end()) return known->second;
    const tflite::TensorT& source = *file_->subgraphs[0]->tensors[id];
    const int32_t added =
        IsFolded(id) ? AddConstant(part, source, graph_.tensors[id].constant) : AddTensor(part, *file_, source);
    // What only the operator that makes it could tell, another file must state.
    part.subgraphs[0]->tensors.back()->shape = graph_.tensors[id].spec.shape;
    return new_ids[id] = added;
  }

  // Computed at load from shapes: the operators that did it stay behind, the numbers go along.
  bool IsFolded(TensorId id) const {
    const bool stored = !file_->buffers[file_->subgraphs[0]->tensors[id]->buffer]->data.empty();
    return graph_.tensors[id].is_constant() && !stored && !model_.unpacking_operators().contains(id);
  }

  // Before it those that unpack its constants.
  void AppendOperator(tflite::ModelT& part, uint32_t index, std::unordered_map<TensorId, int32_t>& new_ids) const {
    const tflite::OperatorT& source = *file_->subgraphs[0]->operators[index];
    for (int32_t id : source.inputs) {
      const auto unpacking = model_.unpacking_operators().find(static_cast<TensorId>(id));
      const bool known = new_ids.contains(static_cast<TensorId>(id));
      if (unpacking != model_.unpacking_operators().end() && !known) AppendOperator(part, unpacking->second, new_ids);
    }
    auto copy = std::make_unique<tflite::OperatorT>(source);
    copy->opcode_index = AddOperatorCode(part, *file_->operator_codes[source.opcode_index]);
    for (std::vector<int32_t>* ids : {&copy->inputs, &copy->outputs}) {
      for (int32_t& id : *ids) id = id < 0 ? id : NewId(part, static_cast<TensorId>(id), new_ids);
    }
    part.subgraphs[0]->operators.push_back(std::move(copy));
  }

  const Model& model_;
  const graph::Graph& graph_;
  std::unique_ptr<tflite::ModelT> file_;
  std::vector<Interface> interfaces_;
  std::unordered_set<TensorId> read_inputs_;    // model inputs that some layer reads
  std::unordered_map<TensorId, size_t> maker_;  // the layer that makes a tensor; model inputs have no entry
};

// The file as a C array, for firmware that links its layers in.
std::string CHeader(size_t layer, ByteView file) {
  const std::string name = "sciot_model_" + std::to_string(layer);
  std::string text =
      "// Layer " + std::to_string(layer) + " as a .tflite file.\n#pragma once\n\n#include <stddef.h>\n\n";
  text += "static const size_t " + name + "_size = " + std::to_string(file.size()) + ";\n";
  text += "__attribute__((aligned(16))) static const unsigned char " + name + "[] = {";
  constexpr size_t kBytesPerLine = 16;
  for (size_t i = 0; i < file.size(); ++i) {
    text += (i % kBytesPerLine == 0 ? "\n  " : " ") + std::to_string(std::to_integer<int>(file[i])) + ",";
  }
  return text + "\n};\n";
}

}  // namespace

Status SplitToDirectory(const Model& model, const std::filesystem::path& directory, const SplitOptions& options) {
  const Splitter splitter(model);
  SCIOT_TRY(splitter.CheckSplittable());
  const Wiring wiring = splitter.MakeWiring();
  SCIOT_TRY(MakeDirectory(directory));
  for (uint32_t layer = 0; layer < wiring.layers; ++layer) {
    const Bytes file = splitter.LayerFile(layer);
    const std::filesystem::path path = directory / wiring.FileName(layer);
    SCIOT_TRY(WriteFile(path, file));
    if (options.c_headers) {
      SCIOT_TRY(WriteFile(std::filesystem::path(path).replace_extension(".h"), AsBytes(CHeader(layer, file))));
    }
  }
  return WriteFile(directory / "wiring.json", AsBytes(EncodeWiring(wiring)));
}

}  // namespace sciot::model
