#include "model/unpacked_constant.h"

#include "base/float16.h"
#include "graph/quantization.h"
#include "model/operators/operator.h"

namespace sciot::model {
namespace {

Result<ByteView> Dequantize(const graph::Tensor& input, ConstantStore& store) {
  const size_t count = input.spec.element_count();
  SCIOT_ASSIGN(const std::span<std::byte> bytes, store.Allocate(uint64_t{count} * sizeof(float)));
  const std::span<float> values(reinterpret_cast<float*>(bytes.data()), count);
  if (input.spec.type == DataType::kFloat16) {
    HalvesToFloats(input.constant, values);
  } else {
    graph::DequantizeConstant(input, values);
  }
  return ByteView(bytes);
}

}  // namespace

bool IsUnpacking(graph::OpCode op, const graph::Tensor& input) {
  return input.is_constant() && (op == graph::OpCode::kDequantize || op == graph::OpCode::kDensify);
}

Result<ByteView> UnpackConstant(graph::OpCode op, const graph::Tensor& input, const graph::Tensor& output,
                                ConstantStore& store) {
  SCIOT_TRY(CheckShape(output, input.spec.shape, "output"));
  if (op == graph::OpCode::kDensify) {
    SCIOT_TRY(CheckSameType(input, output));
    return input.constant;
  }
  const DataType type = input.spec.type;
  const bool scaled = (type == DataType::kInt8 || type == DataType::kUint8) && IsQuantized(input);
  if (output.spec.type == DataType::kFloat32 && (scaled || type == DataType::kFloat16)) return Dequantize(input, store);
  return UnsupportedModel(std::string("a constant of ") + DataTypeName(type) + " to " + DataTypeName(output.spec.type));
}

}  // namespace sciot::model
