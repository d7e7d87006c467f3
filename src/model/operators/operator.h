// What every operator of the table has in common: how it is loaded, and the checks the rows share.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

#include "graph/graph.h"
#include "model/model.h"
#include "sciot/result.h"
#include "tflite_generated.h"

namespace sciot::model {

// Element types an operator takes.
class TypeSet {
 public:
  constexpr TypeSet(std::initializer_list<DataType> types) {
    for (DataType type : types) bits_ |= Bit(type);
  }
  constexpr bool contains(DataType type) const { return (bits_ & Bit(type)) != 0; }
  // E.g. "FP32, INT8 or UINT8".
  std::string ToText() const;

 private:
  static constexpr uint32_t Bit(DataType type) { return 1U << static_cast<uint32_t>(type); }
  uint32_t bits_ = 0;
};

// What a row may look at. Every id in the node is valid: it names a tensor, or is kAbsentTensor (inputs only).
struct OperatorSource {
  const tflite::Operator& file_operator;
  const graph::Graph& graph;
  const Limits& limits;
};

// Reads the options of the file's operator, checks the node's tensors against them, and fills
// node.options and node.macs. Errors need not name the operator: the caller does.
using LoadOperator = Status (*)(const OperatorSource& source, graph::Node& node);

Error InvalidModel(std::string message);
Error UnsupportedModel(std::string message);

// The number of inputs lies in [min_inputs, max_inputs], that of outputs is `outputs`, and the first
// min_inputs are not absent.
Status CheckArity(const graph::Node& node, size_t min_inputs, size_t max_inputs, size_t outputs);

// Input `index` (absent: nullptr), output `index`. Require an index the arity allows.
const graph::Tensor* InputOrNull(const OperatorSource& source, const graph::Node& node, size_t index);
const graph::Tensor& Input(const OperatorSource& source, const graph::Node& node, size_t index);
const graph::Tensor& Output(const OperatorSource& source, const graph::Node& node, size_t index);

// Whether the tensor's integers stand for real numbers.
bool IsQuantized(const graph::Tensor& tensor);

// Both have one type.
Status CheckSameType(const graph::Tensor& a, const graph::Tensor& b);

// The tensor can be computed with: its type is no 8-bit integer, or it has one scale.
Status CheckScaled(const graph::Tensor& tensor, const char* what);

// Input 0 and the output have one type and can be computed with.
Status CheckArithmetic(const OperatorSource& source, const graph::Node& node);

// One such input and an output of the same shape.
Status CheckElementwise(const OperatorSource& source, const graph::Node& node);

// NumPy's rule: align at the last dimension; each pair is equal, or one of it is 1.
Result<Shape> BroadcastShapes(const Shape& a, const Shape& b);

// The tensor's shape is `expected`.
Status CheckShape(const graph::Tensor& tensor, const Shape& expected, const char* what);

// The tensor is constant and has `type`.
Status CheckConstant(const graph::Tensor& tensor, DataType type, const char* what);

// The elements of a constant int32 or int64 tensor.
Result<std::vector<int64_t>> ReadIntegers(const graph::Tensor& tensor, const char* what);

// The same, when there must be `count` of them.
Result<std::vector<int64_t>> ReadIntegers(const graph::Tensor& tensor, size_t count, const char* what);

// `axis` counted from the back when negative, as an index below `rank`.
Result<uint32_t> NormalizeAxis(int64_t axis, size_t rank);

// The interval of a fused activation; activations that are no clamp are refused.
Result<graph::Clamp> ReadActivation(tflite::ActivationFunctionType activation);

// The options table the operator must have.
template <typename T>
Result<const T*> ReadOptions(const T* options) {
  if (options == nullptr) return InvalidModel("its options are missing or of another operator");
  return options;
}

// Elements of a validated shape as uint64.
uint64_t Elements(const graph::Tensor& tensor);

}  // namespace sciot::model
