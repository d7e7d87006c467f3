#include "engine/kernel.h"

namespace sciot::engine {
namespace {

Status RequireType(const graph::Graph& graph, graph::TensorId id, DataType type) {
  const DataType actual = graph.tensors[id].spec.type;
  if (actual == type) return {};
  return Error{ErrorCode::kUnsupported, "tensor " + std::to_string(id) + " has type " + DataTypeName(actual) +
                                            ", this operator runs on " + DataTypeName(type)};
}

}  // namespace

Status KernelContext::RequireFloat32(size_t inputs) const {
  for (size_t i = 0; i < inputs; ++i) {
    if (has_input(i)) SCIOT_TRY(RequireType(graph_, input_id(i), DataType::kFloat32));
  }
  return RequireType(graph_, output_id(0), DataType::kFloat32);
}

Result<const float*> KernelContext::ConstantFloats(size_t i) const {
  const graph::Tensor& tensor = input_tensor(i);
  if (tensor.is_constant()) return reinterpret_cast<const float*>(tensor.constant.data());
  return Error{ErrorCode::kUnsupported,
               "tensor " + std::to_string(input_id(i)) + " is computed at run time, but must be a constant here"};
}

}  // namespace sciot::engine
