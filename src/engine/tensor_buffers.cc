#include "engine/tensor_buffers.h"

#include <cassert>
#include <set>
#include <utility>

namespace sciot::engine {

namespace {

std::set<graph::TensorId> Ids(const TensorPlaces& places) {
  std::set<graph::TensorId> ids;
  for (const auto& [id, place] : places) ids.insert(id);
  return ids;
}

}  // namespace

TensorBuffers::TensorBuffers(const graph::Graph& graph, TensorPlaces elsewhere, bool keep_inputs)
    : graph_(graph),
      elsewhere_(std::move(elsewhere)),
      plan_(PlanMemory(graph, {Ids(elsewhere_), keep_inputs})),
      run_time_(plan_.bytes),
      constants_(graph.tensors.size()) {}

std::span<std::byte> TensorBuffers::RunTime(graph::TensorId id) {
  if (const auto place = elsewhere_.find(id); place != elsewhere_.end()) return place->second;
  assert(plan_.offsets[id] != MemoryPlan::kNone);
  return run_time_.bytes().subspan(plan_.offsets[id], graph_.tensors[id].spec.byte_size());
}

ByteView TensorBuffers::Operand(graph::TensorId id) {
  const graph::Tensor& tensor = graph_.tensors[id];
  if (!tensor.is_constant()) return RunTime(id);
  assert(tensor.constant.size() == tensor.spec.byte_size());
  if (constants_[id].size() == 0) constants_[id] = PaddedBuffer(tensor.constant);
  return constants_[id].bytes();
}

}  // namespace sciot::engine
