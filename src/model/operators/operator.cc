#include "model/operators/operator.h"

#include <algorithm>
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

std::string TypeSet::ToText() const {
  std::string text;
  for (DataType type : {DataType::kFloat32, DataType::kFloat16, DataType::kInt8, DataType::kUint8, DataType::kInt16,
                        DataType::kInt32, DataType::kInt64, DataType::kBool}) {
    if (contains(type)) text += (text.empty() ? "" : ", ") + std::string(DataTypeName(type));
  }
  return text;
}

bool IsQuantized(const graph::Tensor& tensor) {
  return !tensor.quantization.scales.empty();
}

Status CheckSameType(const graph::Tensor& a, const graph::Tensor& b) {
  if (a.spec.type == b.spec.type) return {};
  return UnsupportedModel("tensors '" + a.spec.name + "' and '" + b.spec.name + "' are " + DataTypeName(a.spec.type) +
                          " and " + DataTypeName(b.spec.type) + ", not of one type");
}

Status CheckScaled(const graph::Tensor& tensor, const char* what) {
  if (tensor.spec.type != DataType::kInt8 && tensor.spec.type != DataType::kUint8) return {};
  if (tensor.quantization.scales.size() == 1) return {};
  return InvalidModel(std::string(what) + " is " + DataTypeName(tensor.spec.type) + " with " +
                      std::to_string(tensor.quantization.scales.size()) + " scales, needs one");
}

Status CheckArithmetic(const OperatorSource& source, const graph::Node& node) {
  SCIOT_TRY(CheckSameType(Input(source, node, 0), Output(source, node, 0)));
  SCIOT_TRY(CheckScaled(Input(source, node, 0), "input"));
  return CheckScaled(Output(source, node, 0), "output");
}

Status CheckElementwise(const OperatorSource& source, const graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 1, 1, 1));
  SCIOT_TRY(CheckArithmetic(source, node));
  return CheckShape(Output(source, node, 0), Input(source, node, 0).spec.shape, "output");
}

Result<Shape> BroadcastShapes(const Shape& a, const Shape& b) {
  Shape result(std::max(a.size(), b.size()), 1);
  for (size_t i = 0; i < result.size(); ++i) {
    const int32_t from_a = i < a.size() ? a[a.size() - 1 - i] : 1;
    const int32_t from_b = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (from_a != from_b && from_a != 1 && from_b != 1) {
      return InvalidModel("shapes " + ToString(a) + " and " + ToString(b) + " do not broadcast");
    }
    result[result.size() - 1 - i] = std::max(from_a, from_b);
  }
  return result;
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

Result<std::vector<int64_t>> ReadIntegers(const graph::Tensor& tensor, size_t count, const char* what) {
  SCIOT_ASSIGN(std::vector<int64_t> values, ReadIntegers(tensor, what));
  if (values.size() == count) return values;
  return InvalidModel(std::string(what) + " has " + std::to_string(values.size()) + " values, expected " +
                      std::to_string(count));
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
