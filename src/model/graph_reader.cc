#include "model/graph_reader.h"

#include <algorithm>

#include "model/constant_folding.h"
#include "model/layer_reader.h"
#include "model/operators/custom.h"
#include "model/operators/operator_table.h"
#include "model/operators/refusal.h"
#include "model/tensor_reader.h"
#include "model/unpacked_constant.h"

namespace sciot::model {
namespace {

class GraphReader {
 public:
  // Faults end the reading, unless there are `findings` to write them to.
  GraphReader(const tflite::Model& file, const Limits& limits, const CustomOperators& custom, ConstantStore& store,
              GraphFindings* findings)
      : file_(file),
        subgraph_(*file.subgraphs()->Get(0)),
        limits_(limits),
        custom_(custom),
        store_(store),
        findings_(findings) {
    const size_t tensors = subgraph_.tensors()->size();
    graph_.tensors.resize(tensors);
    read_.assign(tensors, false);
    made_.assign(tensors, false);
    available_.assign(tensors, false);
  }

  Result<ReadResult> Read() {
    SCIOT_TRY(Note(ReadInputs()));
    SCIOT_TRY(Note(ReadNodes()));
    SCIOT_TRY(Note(ReadOutputs()));
    if (findings_ == nullptr) {
      SCIOT_ASSIGN(graph_.layers, ReadLayers(file_, graph_));
    }
    SCIOT_TRY(Note(CheckActivationBytes()));
    SCIOT_TRY(Note(CheckMacs()));
    return ReadResult{std::move(graph_), std::move(unpacking_)};
  }

 private:
  // Passes a fault on, or writes it down.
  Status Note(Status status) {
    if (status.ok() || findings_ == nullptr) return status;
    findings_->problems.push_back(status.error());
    return {};
  }

  // Makes tensors[id] usable; tensors nobody refers to are never looked at.
  Status Require(int64_t id, TensorRole role = TensorRole::kInner) {
    if (id < 0 || static_cast<size_t>(id) >= graph_.tensors.size()) {
      return InvalidModel("tensor " + std::to_string(id) + " does not exist");
    }
    const auto index = static_cast<graph::TensorId>(id);
    if (read_[index]) return {};
    SCIOT_ASSIGN(graph_.tensors[index], ReadTensor(file_, subgraph_, {index, role}, store_));
    read_[index] = true;
    return {};
  }

  // Marks a tensor as made by a node or given as an input.
  Status Make(int32_t id, TensorRole role) {
    SCIOT_TRY(Require(id, role));
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
    if (subgraph_.inputs() == nullptr || subgraph_.inputs()->size() == 0) {
      return InvalidModel("the model has no inputs");
    }
    for (int32_t id : *subgraph_.inputs()) {
      const Status made = Make(id, TensorRole::kModelInput);
      SCIOT_TRY(Note(made.ok() ? made : WithContext(made.error(), "model input")));
      if (!made.ok()) continue;
      graph_.inputs.push_back(static_cast<graph::TensorId>(id));
      available_[static_cast<size_t>(id)] = true;
    }
    return {};
  }

  Status ReadOutputs() {
    if (subgraph_.outputs() == nullptr || subgraph_.outputs()->size() == 0) {
      return InvalidModel("the model has no outputs");
    }
    for (int32_t id : *subgraph_.outputs()) {
      if (Status found = Require(id); !found.ok()) {
        SCIOT_TRY(Note(WithContext(found.error(), "model output")));
        continue;
      }
      const auto index = static_cast<graph::TensorId>(id);
      if (!made_[index]) {
        SCIOT_TRY(Note(InvalidModel("model output: tensor " + std::to_string(id) + " is made by no operator")));
        continue;
      }
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
      const size_t nodes = graph_.nodes.size();
      Status read = ReadOperator(*operators->Get(i), i);
      if (!read.ok() && findings_ == nullptr) return read;
      if (findings_ != nullptr) Record(*operators->Get(i), read, nodes);
    }
    if (graph_.nodes.empty() && findings_ == nullptr) return InvalidModel("the model computes nothing");
    return {};
  }

  // How an operator fared. What a refused one would have made is taken as given from here on.
  void Record(const tflite::Operator& source, const Status& read, size_t nodes_before) {
    OperatorFinding finding{NameOf(source), TypesOf(source), std::nullopt, std::nullopt, 0};
    if (!read.ok()) finding.problem = read.error();
    if (graph_.nodes.size() > nodes_before) finding.node = static_cast<uint32_t>(nodes_before);
    findings_->operators.push_back(std::move(finding));
    if (source.outputs() == nullptr) return;
    for (int32_t id : *source.outputs()) {
      if (id >= 0 && static_cast<size_t>(id) < read_.size()) Settle(static_cast<graph::TensorId>(id), read.ok());
    }
  }

  // Leaves an output usable by what follows, or as if it had never been looked at.
  void Settle(graph::TensorId id, bool made_by_node) {
    if (available_[id]) return;
    if (read_[id] && !CheckConcrete(graph_.tensors[id].spec.shape).ok()) read_[id] = false;
    made_[id] = Require(id).ok() && !graph_.tensors[id].is_constant();
    available_[id] = made_[id];
    if (made_[id] && !made_by_node) graph_.inputs.push_back(id);
  }

  const tflite::OperatorCode* CodeOf(const tflite::Operator& source) const {
    const auto* codes = file_.operator_codes();
    return codes == nullptr || source.opcode_index() >= codes->size() ? nullptr : codes->Get(source.opcode_index());
  }

  std::string NameOf(const tflite::Operator& source) const {
    const tflite::OperatorCode* code = CodeOf(source);
    return code == nullptr ? "operator code " + std::to_string(source.opcode_index()) : FileOperatorName(*code);
  }

  std::vector<std::string> TypesOf(const tflite::Operator& source) const {
    std::vector<std::string> types;
    for (const auto* ids : {source.inputs(), source.outputs()}) {
      if (ids == nullptr) continue;
      for (int32_t id : *ids) {
        if (id < 0 || static_cast<size_t>(id) >= graph_.tensors.size()) continue;
        std::string type = FileTypeName(subgraph_.tensors()->Get(static_cast<uint32_t>(id))->type());
        if (std::find(types.begin(), types.end(), type) == types.end()) types.push_back(std::move(type));
      }
    }
    return types;
  }

  Status ReadOperator(const tflite::Operator& source, uint32_t index) {
    const std::string where = "operator " + std::to_string(index);
    const tflite::OperatorCode* code = CodeOf(source);
    if (code == nullptr) {
      return InvalidModel(where + ": operator code " + std::to_string(source.opcode_index()) + " does not exist");
    }
    const graph::OpCode op = FileOpCode(*code);
    const CustomLoad custom = op == graph::OpCode::kCustom ? FindCustom(*code, custom_) : CustomLoad{};
    const bool folded_at_load = op == graph::OpCode::kDensify || IsShapeOperator(op);
    if (FindOperator(op) == nullptr && !folded_at_load && !custom.found()) {
      return UnsupportedModel(where + ": " + WhyRefused(*code));
    }
    if (Status read = ReadNode(source, op, custom, index); !read.ok()) {
      return WithContext(read.error(), where + " (" + FileOperatorName(*code) + ")");
    }
    return {};
  }

  Status ReadNode(const tflite::Operator& source, graph::OpCode op, const CustomLoad& custom, uint32_t index) {
    graph::Node node;
    node.op = op;
    node.file_operator = index;
    SCIOT_TRY(ReadNodeInputs(source, node));
    SCIOT_TRY(ReadNodeOutputs(source, custom.custom ? TensorRole::kResolved : TensorRole::kInner, node));
    if (node.inputs.size() == 1 && node.outputs.size() == 1 && node.inputs[0] != graph::kAbsentTensor &&
        IsUnpacking(op, graph_.tensors[node.inputs[0]])) {
      return Unpack(node);
    }
    const OperatorSource all{source, graph_, limits_};
    if (const OperatorRow* row = FindOperator(op); row != nullptr) {
      SCIOT_TRY(LoadNode(*row, all, node));
    } else if (custom.custom) {
      SCIOT_TRY(LoadCustom(custom.custom, source, graph_, node));
    } else if (custom.load != nullptr) {
      SCIOT_TRY(custom.load(all, node));
    } else if (op == graph::OpCode::kDensify) {
      return UnsupportedModel("its input is not a constant");
    }
    return FoldOrAppend(std::move(node));
  }

  // What follows from shapes alone becomes constants, all else a node of the graph.
  Status FoldOrAppend(graph::Node node) {
    SCIOT_ASSIGN(const std::vector<ByteView> constants, FoldConstants(graph_, node, store_));
    if (constants.empty()) {
      if (IsShapeOperator(node.op)) return UnsupportedModel("its inputs are not constants");
      graph_.nodes.push_back(std::move(node));
      return {};
    }
    for (size_t i = 0; i < constants.size(); ++i) {
      graph_.tensors[node.outputs[i]].constant = constants[i];
      made_[node.outputs[i]] = false;
    }
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

  Status ReadNodeOutputs(const tflite::Operator& source, TensorRole role, graph::Node& node) {
    if (source.outputs() == nullptr) return {};
    for (int32_t id : *source.outputs()) {
      SCIOT_TRY(Make(id, role));
      node.outputs.push_back(static_cast<graph::TensorId>(id));
    }
    return {};
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

  Status CheckMacs() const {
    uint64_t left = limits_.max_macs;
    for (const graph::Node& node : graph_.nodes) {
      if (node.macs > left) {
        return Error{ErrorCode::kTooLarge, "operator " + std::to_string(node.file_operator) + " (" +
                                               OperatorName(node) + "): a run needs more than max_macs, " +
                                               std::to_string(limits_.max_macs) + " multiply-accumulates"};
      }
      left -= node.macs;
    }
    return {};
  }

  const tflite::Model& file_;
  const tflite::SubGraph& subgraph_;
  const Limits& limits_;
  const CustomOperators& custom_;
  ConstantStore& store_;
  GraphFindings* findings_;
  graph::Graph graph_;
  UnpackingOperators unpacking_;
  std::vector<bool> read_;  // tensors[i] has been read and checked
  std::vector<bool> made_;  // tensor i is a model input or an output of a node read so far
  // The same, of operators that were read to their end. Kept for findings only.
  std::vector<bool> available_;
};

}  // namespace

Result<ReadResult> ReadGraph(const tflite::Model& file, const Limits& limits, const CustomOperators& custom,
                             ConstantStore& store) {
  return GraphReader(file, limits, custom, store, nullptr).Read();
}

GraphFindings ExamineGraph(const tflite::Model& file, const Limits& limits, const CustomOperators& custom,
                           ConstantStore& store) {
  GraphFindings findings;
  Result<ReadResult> read = GraphReader(file, limits, custom, store, &findings).Read();
  if (!read.ok()) return findings;
  findings.graph = std::move(read).value().graph;
  for (uint32_t n = 0; n < findings.graph.nodes.size(); ++n) {
    findings.graph.layers.push_back({OperatorName(findings.graph.nodes[n]), n, n + 1});
  }
  return findings;
}

}  // namespace sciot::model
