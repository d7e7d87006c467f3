#include "model/operators/operator.h"

#include <cstring>
#include <limits>

namespace sciot::model {

Error InvalidModel(std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(message)};
}

Error UnsupportedModel(std::string message) {
  return {ErrorCode::kUnsupported, std::move(message)};
}

Status CheckArity(const graph::Node& node, size_t min_inputs, size_t max_inputs, size_t outputs) {
  if (node.inputs.size() < min_inputs || node.inputs.size() > max_inputs) {
    return InvalidModel("has " + std::to_string(node.inputs.size()) + " inputs, not " + std::to_string(min_inputs) +
                        (min_inputs == max_inputs ? "" : " to " + std::to_string(max_inputs)));
  }
  if (node.outputs.size() != outputs) {
    return InvalidModel("has " + std::to_string(node.outputs.size()) + " outputs, not " + std::to_string(outputs));
  }
  for (size_t i = 0; i < min_inputs; ++i) {
    if (node.inputs[i] == graph::kAbsentTensor) return InvalidModel("input " + std::to_string(i) + " is missing");
  }
  return {};
}

const graph::Tensor* InputOrNull(const OperatorSource& source, const graph::Node& node, size_t index) {
  if (index >= node.inputs.size() || node.inputs[index] == graph::kAbsentTensor) return nullptr;
  return &source.graph.tensors[node.inputs[index]];
}

const graph::Tensor& Input(const OperatorSource& source, const graph::Node& node, size_t index) {
  return source.graph.tensors[node.inputs[index]];
}

const graph::Tensor& Output(const OperatorSource& source, const graph::Node& node, size_t index) {
  return source.graph.tensors[node.outputs[index]];
}

Status CheckFloat32(const OperatorSource& source, const graph::Node& node) {
  const auto check = [&](graph::TensorId id) -> Status {
    if (id == graph::kAbsentTensor) return {};
    const TensorSpec& spec = source.graph.tensors[id].spec;
    if (spec.type == DataType::kFloat32) return {};
    return UnsupportedModel("tensor " + std::to_string(id) + " ('" + spec.name + "') is " + DataTypeName(spec.type) +
                            "; this operator runs on FP32");
  };
  for (graph::TensorId id : node.inputs) SCIOT_TRY(check(id));
  for (graph::TensorId id : node.outputs) SCIOT_TRY(check(id));
  return {};
}

Status CheckShape(const graph::Tensor& tensor, const Shape& expected, const char* what) {
  if (tensor.spec.shape == expected) return {};
  return InvalidModel(std::string(what) + " has shape " + ToString(tensor.spec.shape) + ", expected " +
                      ToString(expected));
}

Status CheckConstant(const graph::Tensor& tensor, DataType type, const char* what) {
  if (!tensor.is_constant()) return UnsupportedModel(std::string(what) + " is not a constant");
  if (tensor.spec.type == type) return {};
  return UnsupportedModel(std::string(what) + " is " + DataTypeName(tensor.spec.type) + ", not " + DataTypeName(type));
}

Result<std::vector<int64_t>> ReadIntegers(const graph::Tensor& tensor, const char* what) {
  if (tensor.spec.type != DataType::kInt64) SCIOT_TRY(CheckConstant(tensor, DataType::kInt32, what));
  if (!tensor.is_constant()) return UnsupportedModel(std::string(what) + " is not a constant");
  const size_t width = ByteSize(tensor.spec.type);
  std::vector<int64_t> values;
  for (size_t offset = 0; offset < tensor.constant.size(); offset += width) {
    int64_t wide = 0;
    int32_t narrow = 0;
    std::memcpy(width == 8 ? static_cast<void*>(&wide) : &narrow, tensor.constant.data() + offset, width);
    values.push_back(width == 8 ? wide : narrow);
  }
  return values;
}

Result<uint32_t> NormalizeAxis(int64_t axis, size_t rank) {
  const auto signed_rank = static_cast<int64_t>(rank);
  if (axis < -signed_rank || axis >= signed_rank) {
    return InvalidModel("axis " + std::to_string(axis) + " is outside a tensor of rank " + std::to_string(rank));
  }
  return static_cast<uint32_t>(axis < 0 ? axis + signed_rank : axis);
}

Result<graph::Clamp> ReadActivation(tflite::ActivationFunctionType activation) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  switch (activation) {
    case tflite::ActivationFunctionType::NONE:
      return graph::Clamp{-kInfinity, kInfinity};
    case tflite::ActivationFunctionType::RELU:
      return graph::Clamp{0.0F, kInfinity};
    case tflite::ActivationFunctionType::RELU_N1_TO_1:
      return graph::Clamp{-1.0F, 1.0F};
    case tflite::ActivationFunctionType::RELU6:
      return graph::Clamp{0.0F, 6.0F};
    default:
      break;
  }
  return UnsupportedModel("fused activation " + std::to_string(static_cast<int>(activation)) +
                          " is not among NONE, RELU, RELU_N1_TO_1, RELU6");
}

uint64_t Elements(const graph::Tensor& tensor) {
  return tensor.spec.element_count();
}

}  // namespace sciot::model
