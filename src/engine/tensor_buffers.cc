#include "engine/tensor_buffers.h"

#include <cassert>

namespace sciot::engine {

TensorBuffers::TensorBuffers(const graph::Graph& graph) : graph_(graph), buffers_(graph.tensors.size()) {
  for (graph::TensorId id : graph.inputs) Allocate(id);
  for (const graph::Node& node : graph.nodes) {
    for (graph::TensorId id : node.outputs) Allocate(id);
  }
}

void TensorBuffers::Allocate(graph::TensorId id) {
  if (buffers_[id].size() == 0) buffers_[id] = PaddedBuffer(graph_.tensors[id].spec.byte_size());
}

std::span<std::byte> TensorBuffers::RunTime(graph::TensorId id) {
  assert(!graph_.tensors[id].is_constant() && buffers_[id].size() > 0);
  return buffers_[id].bytes();
}

ByteView TensorBuffers::Operand(graph::TensorId id) {
  const graph::Tensor& tensor = graph_.tensors[id];
  if (!tensor.is_constant()) return RunTime(id);
  assert(tensor.constant.size() == tensor.spec.byte_size());
  if (buffers_[id].size() == 0) buffers_[id] = PaddedBuffer(tensor.constant);
  return buffers_[id].bytes();
}

}  // namespace sciot::engine
