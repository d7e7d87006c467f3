#include "graph/custom_node.h"

#include "graph/quantization.h"

namespace sciot::graph {
namespace {

CustomTensor MakeCustomTensor(const Tensor& tensor) {
  CustomTensor custom{tensor.spec, 0, 0, tensor.constant};
  if (tensor.quantization.scales.size() == 1) {
    custom.scale = ScaleOf(tensor);
    custom.zero_point = ZeroPointOf(tensor);
  }
  return custom;
}

}  // namespace

CustomNode MakeCustomNode(const Graph& graph, const Node& node) {
  CustomNode custom;
  for (TensorId id : node.inputs) custom.inputs.push_back(MakeCustomTensor(graph.tensors[id]));
  for (TensorId id : node.outputs) custom.outputs.push_back(MakeCustomTensor(graph.tensors[id]));
  custom.options = std::get<CustomOptions>(node.options).data;
  return custom;
}

}  // namespace sciot::graph
