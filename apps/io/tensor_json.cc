#include "tensor_json.h"

namespace sciot::app {

Json TensorJson(const graph::Graph& graph, graph::TensorId id) {
  const TensorSpec& spec = graph.tensors[id].spec;
  return {{"tensor", id}, {"name", spec.name}, {"datatype", DataTypeName(spec.type)}, {"shape", spec.shape}};
}

Json TensorsJson(const graph::Graph& graph, const std::vector<graph::TensorId>& ids) {
  Json list = Json::array();
  for (graph::TensorId id : ids) list.push_back(TensorJson(graph, id));
  return list;
}

std::string TensorText(const TensorSpec& spec) {
  return std::string(DataTypeName(spec.type)) + " " + ToString(spec.shape);
}

std::vector<TensorSpec> SpecsOf(const graph::Graph& graph, const std::vector<graph::TensorId>& ids) {
  std::vector<TensorSpec> specs;
  for (graph::TensorId id : ids) specs.push_back(graph.tensors[id].spec);
  return specs;
}

}  // namespace sciot::app
