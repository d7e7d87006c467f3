#include <algorithm>
#include <set>

#include "base/file.h"
#include "base/sha256.h"
#include "model/directory.h"
#include "model/layer_boundaries.h"
#include "model/model.h"
#include "model/operators/custom.h"
#include "model/operators/operator_table.h"
#include "model/tensor_reader.h"
#include "model/tflite_file.h"
#include "model/unpacked_constant.h"

namespace sciot::model {
namespace {

constexpr uint32_t kMaxFlatbufferDepth = 64;
constexpr uint32_t kMaxFlatbufferTables = 1'000'000;

// Builds the graph of one verified file.
class GraphReader {
 public:
  GraphReader(const tflite::Model& file, const Limits& limits, ConstantStore& store)
      : file_(file), subgraph_(*file.subgraphs()->Get(0)), limits_(limits), store_(store) {}

  Result<graph::Graph> Read() {
    const size_t tensors = subgraph_.tensors()->size();
    graph_.tensors.resize(tensors);
    read_.assign(tensors, false);
    made_.assign(tensors, false);
    SCIOT_TRY(ReadInputs());
    SCIOT_TRY(ReadNodes());
    SCIOT_TRY(ReadOutputs());
    SCIOT_TRY(ReadLayers());
    SCIOT_TRY(CheckActivationBytes());
    return std::move(graph_);
  }

  // Constants that an operator of the file, no node of the graph, makes of another constant.
  UnpackingOperators TakeUnpackingOperators() { return std::move(unpacking_); }

 private:
  // Makes tensors[id] usable; tensors nobody refers to are never looked at.
  Status Require(int64_t id) {
    if (id < 0 || static_cast<size_t>(id) >= graph_.tensors.size()) {
      return InvalidModel("tensor " + std::to_string(id) + " does not exist");
    }
    const auto index = static_cast<graph::TensorId>(id);
    if (read_[index]) return {};
    SCIOT_ASSIGN(graph_.tensors[index], ReadTensor(file_, subgraph_, index, store_));
    read_[index] = true;
    return {};
  }

  // Marks a tensor as made by a node or given as an input.
  Status Make(int32_t id) {
    SCIOT_TRY(Require(id));
    const auto index = static_cast<graph::TensorId>(id);
    if (graph_.tensors[index].is_constant()) return InvalidModel("tensor " + std::to_string(id) + " is a constant");
    if (made_[index]) return InvalidModel("tensor " + std::to_string(id) + " is made twice");
    made_[index] = true;
    return {};
  }

  Status CheckReadable(graph::TensorId id) const {
    if (graph_.tensors[id].is_constant() || made_[id]) return {};
    return InvalidModel("tensor " + std::to_string(id) + " ('" + graph_.tensors[id].spec.name +
                        "') is used before it is made");
  }

  Status ReadInputs() {
    if (subgraph_.inputs() == nullptr || subgraph_.inputs()->size() == 0)
      return InvalidModel("the model has no inputs");
    for (int32_t id : *subgraph_.inputs()) {
      if (Status made = Make(id); !made.ok()) return WithContext(made.error(), "model input");
      graph_.inputs.push_back(static_cast<graph::TensorId>(id));
    }
    return {};
  }

  Status ReadOutputs() {
    if (subgraph_.outputs() == nullptr || subgraph_.outputs()->size() == 0) {
      return InvalidModel("the model has no outputs");
    }
    for (int32_t id : *subgraph_.outputs()) {
      if (Status found = Require(id); !found.ok()) return WithContext(found.error(), "model output");
      const auto index = static_cast<graph::TensorId>(id);
      if (!made_[index]) return InvalidModel("model output: tensor " + std::to_string(id) + " is made by no operator");
      graph_.outputs.push_back(index);
    }
    return {};
  }

  Status ReadNodes() {
    const auto* operators = subgraph_.operators();
    if (operators == nullptr || operators->size() == 0) return InvalidModel("the model has no operators");
    if (operators->size() > limits_.max_nodes) {
      return Error{ErrorCode::kTooLarge,
                   std::to_string(operators->size()) + " operators, max_nodes is " + std::to_string(limits_.max_nodes)};
    }
    for (uint32_t i = 0; i < operators->size(); ++i) {
      SCIOT_ASSIGN(const graph::OpCode op, ReadOpCode(*operators->Get(i), i));
      if (Status read = ReadOperator(*operators->Get(i), op, i); !read.ok()) {
        return WithContext(read.error(), "operator " + std::to_string(i) + " (" + OperatorName(op) + ")");
      }
    }
    if (graph_.nodes.empty()) return InvalidModel("the model computes nothing");
    return {};
  }

  Result<graph::OpCode> ReadOpCode(const tflite::Operator& source, uint32_t index) const {
    const auto* codes = file_.operator_codes();
    const std::string where = "operator " + std::to_string(index);
    if (codes == nullptr || source.opcode_index() >= codes->size()) {
      return InvalidModel(where + ": operator code " + std::to_string(source.opcode_index()) + " does not exist");
    }
    const tflite::OperatorCode& code = *codes->Get(source.opcode_index());
    const auto op = static_cast<graph::OpCode>(
        std::max<int32_t>(code.deprecated_builtin_code(), static_cast<int32_t>(code.builtin_code())));
    if (FindOperator(op) != nullptr || op == graph::OpCode::kDensify || FindCustom(op, code) != nullptr) return op;
    std::string name = OperatorName(op);
    if (code.custom_code() != nullptr) name += " '" + code.custom_code()->str() + "'";
    return UnsupportedModel(where + ": " + name + " is not supported; docs/model-support.md lists what is");
  }

  static LoadOperator FindCustom(graph::OpCode op, const tflite::OperatorCode& code) {
    const bool named = op == graph::OpCode::kCustom && code.custom_code() != nullptr;
    return named ? FindCustomOperator(code.custom_code()->string_view()) : nullptr;
  }

  Status ReadOperator(const tflite::Operator& source, graph::OpCode op, uint32_t index) {
    graph::Node node;
    node.op = op;
    node.file_operator = index;
    SCIOT_TRY(ReadNodeInputs(source, node));
    SCIOT_TRY(ReadNodeOutputs(source, node));
    if (node.inputs.size() == 1 && node.outputs.size() == 1 && node.inputs[0] != graph::kAbsentTensor &&
        IsUnpacking(op, graph_.tensors[node.inputs[0]])) {
      return Unpack(node);
    }
    const OperatorSource all{source, graph_, limits_};
    if (const OperatorRow* row = FindOperator(op); row != nullptr) {
      SCIOT_TRY(LoadNode(*row, all, node));
    } else if (const LoadOperator load = FindCustom(op, *file_.operator_codes()->Get(source.opcode_index()))) {
      SCIOT_TRY(load(all, node));
    } else {
      return UnsupportedModel("its input is not a constant");
    }
    graph_.nodes.push_back(std::move(node));
    return {};
  }

  Status Unpack(const graph::Node& node) {
    if (node.op == graph::OpCode::kDensify && unpacking_.contains(node.inputs[0])) {
      return InvalidModel("its input is no sparse constant");
    }
    graph::Tensor& output = graph_.tensors[node.outputs[0]];
    SCIOT_ASSIGN(output.constant, UnpackConstant(node.op, graph_.tensors[node.inputs[0]], output, store_));
    made_[node.outputs[0]] = false;
    unpacking_.emplace(node.outputs[0], node.file_operator);
    return {};
  }

  Status ReadNodeInputs(const tflite::Operator& source, graph::Node& node) {
    if (source.inputs() == nullptr) return {};
    for (int32_t id : *source.inputs()) {
      if (id != -1) {
        SCIOT_TRY(Require(id));
        SCIOT_TRY(CheckReadable(static_cast<graph::TensorId>(id)));
      }
      node.inputs.push_back(id == -1 ? graph::kAbsentTensor : static_cast<graph::TensorId>(id));
    }
    return {};
  }

  Status ReadNodeOutputs(const tflite::Operator& source, graph::Node& node) {
    if (source.outputs() == nullptr) return {};
    for (int32_t id : *source.outputs()) {
      SCIOT_TRY(Make(id));
      node.outputs.push_back(static_cast<graph::TensorId>(id));
    }
    return {};
  }

  // The buffer of the metadata entry `sciot.layers`, empty where the file has none.
  Result<ByteView> FindLayerEntry() const {
    if (file_.metadata() == nullptr) return ByteView{};
    for (const tflite::Metadata* entry : *file_.metadata()) {
      if (entry->name() == nullptr || entry->name()->str() != kLayersMetadata) continue;
      const auto* buffers = file_.buffers();
      if (buffers == nullptr || entry->buffer() >= buffers->size() ||
          buffers->Get(entry->buffer())->data() == nullptr) {
        return InvalidModel(std::string("metadata ") + kLayersMetadata + " names buffer " +
                            std::to_string(entry->buffer()) + ", which holds nothing");
      }
      const auto* data = buffers->Get(entry->buffer())->data();
      return std::as_bytes(std::span(data->data(), data->size()));
    }
    return ByteView{};
  }

  Status ReadLayers() {
    SCIOT_ASSIGN(const ByteView entry, FindLayerEntry());
    std::vector<uint32_t> counts(graph_.nodes.size(), 1);
    if (!entry.empty()) {
      SCIOT_ASSIGN(counts, DecodeLayerBoundaries(entry, graph_.nodes.size()));
    }
    uint32_t first = 0;
    for (uint32_t count : counts) {
      graph_.layers.push_back({LayerName(first, first + count), first, first + count});
      first += count;
    }
    return {};
  }

  std::string LayerName(uint32_t first, uint32_t end) const {
    std::string name;
    for (uint32_t n = first; n < end; ++n) name += (n > first ? "+" : "") + OperatorName(graph_.nodes[n].op);
    return name;
  }

  Status CheckActivationBytes() const {
    uint64_t total = 0;
    for (size_t id = 0; id < graph_.tensors.size(); ++id) {
      if (!made_[id]) continue;
      const uint64_t bytes = graph_.tensors[id].spec.byte_size();
      if (bytes > limits_.max_activation_bytes - total) {
        return Error{ErrorCode::kTooLarge, "its tensors need more than max_activation_bytes, " +
                                               std::to_string(limits_.max_activation_bytes)};
      }
      total += bytes;
    }
    return {};
  }

  const tflite::Model& file_;
  const tflite::SubGraph& subgraph_;
  const Limits& limits_;
  ConstantStore& store_;
  graph::Graph graph_;
  UnpackingOperators unpacking_;
  std::vector<bool> read_;  // tensors[i] has been read and checked
  std::vector<bool> made_;  // tensor i is a model input or an output of a node read so far
};

// The operators that run other subgraphs, for a message.
std::string ControlFlowOf(const tflite::Model& file) {
  std::string names;
  if (file.operator_codes() == nullptr) return names;
  for (const tflite::OperatorCode* code : *file.operator_codes()) {
    switch (code->builtin_code()) {
      case tflite::BuiltinOperator::IF:
      case tflite::BuiltinOperator::WHILE:
      case tflite::BuiltinOperator::CALL_ONCE:
        names += std::string(names.empty() ? ", control flow by " : ", ") +
                 tflite::EnumNameBuiltinOperator(code->builtin_code());
        break;
      default:
        break;
    }
  }
  return names;
}

}  // namespace

Result<const tflite::Model*> VerifyFile(ByteView bytes, const Limits& limits) {
  if (bytes.size() > limits.max_file_bytes) {
    return Error{ErrorCode::kTooLarge,
                 std::to_string(bytes.size()) + " bytes, max_file_bytes is " + std::to_string(limits.max_file_bytes)};
  }
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  constexpr size_t kHeaderBytes = 8;
  if (bytes.size() < kHeaderBytes || !tflite::ModelBufferHasIdentifier(data)) {
    return InvalidModel("not a .tflite file: the identifier TFL3 is missing");
  }
  flatbuffers::Verifier verifier(data, bytes.size(), kMaxFlatbufferDepth, kMaxFlatbufferTables);
  if (!tflite::VerifyModelBuffer(verifier)) return InvalidModel("damaged .tflite file: it does not pass verification");
  const tflite::Model* file = tflite::GetModel(data);
  const size_t subgraphs = file->subgraphs() == nullptr ? 0 : file->subgraphs()->size();
  if (subgraphs != 1) {
    return UnsupportedModel(std::to_string(subgraphs) + " subgraphs" + ControlFlowOf(*file) +
                            "; a model of exactly one is supported");
  }
  if (file->subgraphs()->Get(0)->tensors() == nullptr) return InvalidModel("the model has no tensors");
  return file;
}

Status Model::Read(const Limits& limits) {
  SCIOT_ASSIGN(const tflite::Model* file, VerifyFile(file_, limits));
  ConstantStore store(limits.max_unpacked_bytes);
  GraphReader reader(*file, limits, store);
  SCIOT_ASSIGN(graph_, reader.Read());
  unpacking_ = reader.TakeUnpackingOperators();
  unpacked_ = std::move(store).TakeBuffers();
  cuts_ = graph::ComputeCuts(graph_);
  sha256_ = Sha256Hex(file_);
  ReleaseFile();
  return {};
}

Result<std::shared_ptr<const Model>> LoadModelBytes(ByteView bytes, const Limits& limits) {
  auto model = std::make_shared<Model>();
  model->copied_ = PaddedBuffer(bytes);
  model->file_ = model->copied_.bytes();
  SCIOT_TRY(model->Read(limits));
  return std::shared_ptr<const Model>(std::move(model));
}

Result<std::shared_ptr<const Model>> LoadModelFile(const std::filesystem::path& path, const Limits& limits) {
  auto model = std::make_shared<Model>();
  SCIOT_ASSIGN(model->mapped_, MappedFile::Open(path, limits.max_file_bytes));
  model->file_ = model->mapped_.bytes();
  if (Status read = model->Read(limits); !read.ok()) return WithContext(read.error(), path.string());
  return std::shared_ptr<const Model>(std::move(model));
}

Result<std::shared_ptr<const Model>> LoadModel(const std::filesystem::path& path, const Limits& limits) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored)) return LoadModelFile(path, limits);
  SCIOT_ASSIGN(const Bytes bytes, JoinDirectory(path, limits));
  Result<std::shared_ptr<const Model>> model = LoadModelBytes(bytes, limits);
  if (!model.ok()) return WithContext(model.error(), path.string());
  return model;
}

}  // namespace sciot::model
