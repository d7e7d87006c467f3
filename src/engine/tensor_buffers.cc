#include "engine/tensor_buffers.h"

#include <cassert>

namespace sciot::engine {

TensorBuffers::TensorBuffers(const graph::Graph& graph)
    : graph_(graph), plan_(PlanMemory(graph)), run_time_(plan_.bytes), constants_(graph.tensors.size()) {}

std::span<std::byte> TensorBuffers::RunTime(graph::TensorId id) {
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
