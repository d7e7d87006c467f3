#include "edge/suffix.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <set>
#include <string>

#include "graph/tensor_name.h"

namespace sciot::edge {
namespace {

using graph::TensorId;

Error Invalid(std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(message)};
}

bool Contains(const std::vector<TensorId>& ids, TensorId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// The tensors that may come; those of the cut must.
const std::vector<TensorId>& AcceptedBy(const Suffix& suffix) {
  return suffix.split == 0 ? suffix.graph.inputs : suffix.cut;
}

std::optional<TensorId> FindInput(const Suffix& suffix, const std::string& name) {
  for (TensorId id : AcceptedBy(suffix)) {
    if (graph::CutTensorName(id) == name) return id;
  }
  if (suffix.split > 0) return std::nullopt;
  const std::vector<TensorSpec>& inputs = suffix.model.metadata().inputs;
  const auto found = std::find_if(inputs.begin(), inputs.end(), [&](const auto& spec) { return spec.name == name; });
  if (found == inputs.end()) return std::nullopt;
  return suffix.graph.inputs[static_cast<size_t>(found - inputs.begin())];
}

std::string ListNames(const Suffix& suffix) {
  const std::vector<TensorId>& accepted = AcceptedBy(suffix);
  std::string list;
  for (size_t i = 0; i < accepted.size(); ++i) {
    list += (i > 0 ? ", " : "") +
            (suffix.split == 0 ? suffix.model.metadata().inputs[i].name : graph::CutTensorName(accepted[i]));
  }
  return list;
}

Status BindInput(const protocol::Tensor& tensor, const TensorSpec& spec, std::span<std::byte> buffer) {
  const std::string what = "input '" + tensor.spec.name + "'";
  if (tensor.spec.type != spec.type) {
    return Invalid(what + " is " + DataTypeName(tensor.spec.type) + ", the model takes " + DataTypeName(spec.type));
  }
  if (tensor.spec.shape != spec.shape) {
    return Invalid(what + " has shape " + ToString(tensor.spec.shape) + ", the model takes " + ToString(spec.shape));
  }
  SCIOT_TRY(protocol::CheckFinite(tensor));
  std::memcpy(buffer.data(), tensor.data().data(), buffer.size());
  return {};
}

Status CheckComplete(const Suffix& suffix, const std::set<TensorId>& bound) {
  for (TensorId id : suffix.cut) {
    if (bound.contains(id)) continue;
    const TensorSpec& spec = suffix.graph.tensors[id].spec;
    return Invalid("input '" + graph::CutTensorName(id) + "' ('" + spec.name + "', " + DataTypeName(spec.type) + " " +
                   ToString(spec.shape) + ") is missing");
  }
  return {};
}

// The index among the model's outputs.
Result<size_t> FindOutput(const Suffix& suffix, const std::string& name) {
  const std::vector<TensorSpec>& outputs = suffix.model.metadata().outputs;
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i].name == name || graph::CutTensorName(suffix.graph.outputs[i]) == name) return i;
  }
  return Invalid("the model has no output '" + name + "'");
}

// The outputs wanted; without a list all that the edge makes.
std::vector<protocol::RequestedOutput> WantedOutputs(const Suffix& suffix, const std::vector<TensorId>& made,
                                                     const protocol::InferRequest& request) {
  if (!request.outputs.empty()) return request.outputs;
  std::vector<protocol::RequestedOutput> wanted;
  const std::vector<TensorSpec>& outputs = suffix.model.metadata().outputs;
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (Contains(made, suffix.graph.outputs[i])) wanted.push_back({outputs[i].name, request.default_output_encoding});
  }
  return wanted;
}

}  // namespace

Result<size_t> SplitOf(const HostedModel& model, const protocol::InferRequest& request) {
  const size_t split = request.split.value_or(0);
  if (split < model.layer_count()) return split;
  return Invalid("split " + std::to_string(split) + " is out of range 0.." + std::to_string(model.layer_count() - 1) +
                 "; at " + std::to_string(model.layer_count()) + " all layers run on the device");
}

Status BindInputs(const Suffix& suffix, const protocol::InferRequest& request, engine::Engine& engine) {
  std::set<TensorId> bound;
  for (const protocol::Tensor& tensor : request.inputs) {
    const std::optional<TensorId> id = FindInput(suffix, tensor.spec.name);
    if (!id) {
      return Invalid("unknown input '" + tensor.spec.name + "'; split " + std::to_string(suffix.split) + " takes " +
                     ListNames(suffix));
    }
    if (!bound.insert(*id).second) return Invalid("input '" + tensor.spec.name + "' comes twice");
    SCIOT_TRY(BindInput(tensor, suffix.graph.tensors[*id].spec, engine.tensor(*id)));
  }
  return CheckComplete(suffix, bound);
}

Result<std::vector<protocol::Tensor>> CollectOutputs(const Suffix& suffix, const protocol::InferRequest& request,
                                                     engine::Engine& engine) {
  const graph::Graph& graph = suffix.graph;
  const std::vector<TensorId> made = graph::OutputsMadeBy(graph, suffix.split, graph.layer_count());
  std::vector<protocol::Tensor> outputs;
  for (const protocol::RequestedOutput& output : WantedOutputs(suffix, made, request)) {
    SCIOT_ASSIGN(const size_t index, FindOutput(suffix, output.name));
    if (!Contains(made, graph.outputs[index])) {
      return Invalid("output '" + output.name + "' is made before layer " + std::to_string(suffix.split) +
                     ", on the device");
    }
    protocol::Tensor tensor;
    tensor.spec = suffix.model.metadata().outputs[index];
    tensor.spec.name = output.name;
    tensor.encoding = output.encoding;
    tensor.view = engine.tensor(graph.outputs[index]);
    outputs.push_back(std::move(tensor));
  }
  return outputs;
}

}  // namespace sciot::edge
