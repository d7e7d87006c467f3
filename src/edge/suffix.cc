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

// What a split takes: the tensors that must come, and those that may.
struct Expected {
  std::vector<TensorId> required;
  std::vector<TensorId> accepted;
};

Expected ExpectedAt(const HostedModel& model, size_t split) {
  const std::vector<TensorId>& cut = model.model().cuts()[split].tensors;
  return {cut, split == 0 ? model.model().graph().inputs : cut};
}

std::optional<TensorId> FindInput(const HostedModel& model, const Expected& expected, size_t split,
                                  const std::string& name) {
  for (TensorId id : expected.accepted) {
    if (graph::CutTensorName(id) == name) return id;
  }
  if (split > 0) return std::nullopt;
  const std::vector<TensorSpec>& inputs = model.metadata().inputs;
  const auto found = std::find_if(inputs.begin(), inputs.end(), [&](const auto& spec) { return spec.name == name; });
  if (found == inputs.end()) return std::nullopt;
  return model.model().graph().inputs[static_cast<size_t>(found - inputs.begin())];
}

std::string ListNames(const HostedModel& model, const Expected& expected, size_t split) {
  std::string list;
  for (size_t i = 0; i < expected.accepted.size(); ++i) {
    list += (i > 0 ? ", " : "") +
            (split == 0 ? model.metadata().inputs[i].name : graph::CutTensorName(expected.accepted[i]));
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

Status CheckComplete(const HostedModel& model, const Expected& expected, const std::set<TensorId>& bound) {
  for (TensorId id : expected.required) {
    if (bound.contains(id)) continue;
    const TensorSpec& spec = model.model().graph().tensors[id].spec;
    return Invalid("input '" + graph::CutTensorName(id) + "' ('" + spec.name + "', " + DataTypeName(spec.type) + " " +
                   ToString(spec.shape) + ") is missing");
  }
  return {};
}

// The index among the model's outputs.
Result<size_t> FindOutput(const HostedModel& model, const std::string& name) {
  const std::vector<TensorSpec>& outputs = model.metadata().outputs;
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i].name == name || graph::CutTensorName(model.model().graph().outputs[i]) == name) return i;
  }
  return Invalid("the model has no output '" + name + "'");
}

// The outputs wanted; without a list all that the edge makes.
Result<std::vector<protocol::RequestedOutput>> WantedOutputs(const HostedModel& model,
                                                             const std::vector<TensorId>& made,
                                                             const protocol::InferRequest& request) {
  if (!request.outputs.empty()) return request.outputs;
  std::vector<protocol::RequestedOutput> wanted;
  for (size_t i = 0; i < model.metadata().outputs.size(); ++i) {
    if (!Contains(made, model.model().graph().outputs[i])) continue;
    wanted.push_back({model.metadata().outputs[i].name, request.default_output_encoding});
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

Status BindInputs(const HostedModel& model, size_t split, const protocol::InferRequest& request,
                  engine::Engine& engine) {
  const Expected expected = ExpectedAt(model, split);
  std::set<TensorId> bound;
  for (const protocol::Tensor& tensor : request.inputs) {
    const std::optional<TensorId> id = FindInput(model, expected, split, tensor.spec.name);
    if (!id) {
      return Invalid("unknown input '" + tensor.spec.name + "'; split " + std::to_string(split) + " takes " +
                     ListNames(model, expected, split));
    }
    if (!bound.insert(*id).second) return Invalid("input '" + tensor.spec.name + "' comes twice");
    SCIOT_TRY(BindInput(tensor, model.model().graph().tensors[*id].spec, engine.tensor(*id)));
  }
  return CheckComplete(model, expected, bound);
}

Result<std::vector<protocol::Tensor>> CollectOutputs(const HostedModel& model, size_t split,
                                                     const protocol::InferRequest& request, engine::Engine& engine) {
  const graph::Graph& graph = model.model().graph();
  const std::vector<TensorId> made = graph::OutputsMadeBy(graph, split, model.layer_count());
  SCIOT_ASSIGN(const auto wanted, WantedOutputs(model, made, request));
  std::vector<protocol::Tensor> outputs;
  for (const protocol::RequestedOutput& output : wanted) {
    SCIOT_ASSIGN(const size_t index, FindOutput(model, output.name));
    if (!Contains(made, graph.outputs[index])) {
      return Invalid("output '" + output.name + "' is made before layer " + std::to_string(split) + ", on the device");
    }
    protocol::Tensor tensor;
    tensor.spec = model.metadata().outputs[index];
    tensor.spec.name = output.name;
    tensor.encoding = output.encoding;
    tensor.view = engine.tensor(graph.outputs[index]);
    outputs.push_back(std::move(tensor));
  }
  return outputs;
}

}  // namespace sciot::edge
