#include "custom/node_checks.h"

#include <limits>

namespace sciot::custom {

Error InvalidNode(std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(message)};
}

Error UnsupportedNode(std::string message) {
  return {ErrorCode::kUnsupported, std::move(message)};
}

Status CheckCounts(const CustomNode& node, size_t inputs, size_t outputs) {
  if (node.inputs.size() != inputs) {
    return InvalidNode("has " + std::to_string(node.inputs.size()) + " inputs, not " + std::to_string(inputs));
  }
  if (node.outputs.size() == outputs) return {};
  return InvalidNode("has " + std::to_string(node.outputs.size()) + " outputs, not " + std::to_string(outputs));
}

Status CheckFloat(const CustomTensor& tensor, const char* what) {
  if (tensor.spec.type == DataType::kFloat32) return {};
  return UnsupportedNode(std::string(what) + " is " + DataTypeName(tensor.spec.type) + ", not FP32");
}

Status CheckFloatImage(const CustomTensor& tensor, const char* what) {
  SCIOT_TRY(CheckFloat(tensor, what));
  if (tensor.spec.shape.size() == 4) return {};
  return InvalidNode(std::string(what) + " has shape " + ToString(tensor.spec.shape) + ", not [N,H,W,C]");
}

Status CheckReal(const CustomTensor& tensor, const char* what) {
  const bool small = tensor.spec.type == DataType::kInt8 || tensor.spec.type == DataType::kUint8;
  if (!small) return CheckFloat(tensor, what);
  if (tensor.scale > 0) return {};
  return InvalidNode(std::string(what) + " is " + DataTypeName(tensor.spec.type) + " without a scale");
}

uint64_t SaturatingProduct(uint64_t a, uint64_t b) {
  uint64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<uint64_t>::max() : product;
}

}  // namespace sciot::custom
