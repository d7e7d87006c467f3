// Operators that change the element type: CAST, QUANTIZE, DEQUANTIZE. Those of constants never get here: the loader
// unpacks them.
#include "model/operators/operator_table.h"

namespace sciot::model {
namespace {

Status CheckSameShape(const OperatorSource& source, const graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 1, 1, 1));
  return CheckShape(Output(source, node, 0), Input(source, node, 0).spec.shape, "output");
}

Status CheckQuantized(const graph::Tensor& tensor, const char* what) {
  if (tensor.spec.type != DataType::kInt8 && tensor.spec.type != DataType::kUint8) {
    return UnsupportedModel(std::string(what) + " is " + DataTypeName(tensor.spec.type) + ", not INT8 or UINT8");
  }
  return CheckScaled(tensor, what);
}

}  // namespace

Status LoadCast(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckSameShape(source, node));
  if (Output(source, node, 0).spec.type != DataType::kFloat16) return {};
  return UnsupportedModel("output is FP16");
}

// From FP32, or from one scale to another.
Status LoadQuantize(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckSameShape(source, node));
  SCIOT_TRY(CheckScaled(Input(source, node, 0), "input"));
  return CheckQuantized(Output(source, node, 0), "output");
}

Status LoadDequantize(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckSameShape(source, node));
  const DataType type = Output(source, node, 0).spec.type;
  if (type != DataType::kFloat32) return UnsupportedModel(std::string("output is ") + DataTypeName(type));
  if (Input(source, node, 0).spec.type == DataType::kFloat16) return {};
  return CheckQuantized(Input(source, node, 0), "input");
}

}  // namespace sciot::model
