#include "model/testing/model_builder.h"

#include <memory>

namespace sciot::model::testing {

int32_t ModelBuilder::AddTensorOf(const Shape& shape, tflite::TensorType type, ByteView constant,
                                  const std::string& name) {
  auto tensor = std::make_unique<tflite::TensorT>();
  tensor->shape = shape;
  tensor->type = type;
  tensor->name = name;
  if (!constant.empty()) {
    auto buffer = std::make_unique<tflite::BufferT>();
    const auto* data = reinterpret_cast<const uint8_t*>(constant.data());
    buffer->data.assign(data, data + constant.size());
    model_.buffers.push_back(std::move(buffer));
    tensor->buffer = static_cast<uint32_t>(model_.buffers.size() - 1);
  }
  auto& tensors = model_.subgraphs[0]->tensors;
  tensors.push_back(std::move(tensor));
  return static_cast<int32_t>(tensors.size() - 1);
}

int32_t ModelBuilder::AddFloats(const Shape& shape, const std::string& name) {
  return AddTensorOf(shape, tflite::TensorType::FLOAT32, {}, name);
}

int32_t ModelBuilder::AddConstant(const Shape& shape, const std::vector<float>& values) {
  return AddTensorOf(shape, tflite::TensorType::FLOAT32, std::as_bytes(std::span(values)), "");
}

int32_t ModelBuilder::AddConstant(const Shape& shape, const std::vector<int32_t>& values) {
  return AddTensorOf(shape, tflite::TensorType::INT32, std::as_bytes(std::span(values)), "");
}

void ModelBuilder::AddOperator(tflite::BuiltinOperator op, std::vector<int32_t> inputs, std::vector<int32_t> outputs,
                               tflite::BuiltinOptionsUnion options) {
  tflite::OperatorCodeT code;
  code.builtin_code = op;
  constexpr auto kLastByteCode = tflite::BuiltinOperator::PLACEHOLDER_FOR_GREATER_OP_CODES;
  code.deprecated_builtin_code = static_cast<int8_t>(std::min(op, kLastByteCode));
  auto file_operator = std::make_unique<tflite::OperatorT>();
  file_operator->opcode_index = AddOperatorCode(model_, code);
  file_operator->inputs = std::move(inputs);
  file_operator->outputs = std::move(outputs);
  file_operator->builtin_options = std::move(options);
  model_.subgraphs[0]->operators.push_back(std::move(file_operator));
}

tflite::BuiltinOptionsUnion AddOptions() {
  tflite::BuiltinOptionsUnion options;
  options.Set(tflite::AddOptionsT{});
  return options;
}

tflite::BuiltinOptionsUnion MulOptions() {
  tflite::BuiltinOptionsUnion options;
  options.Set(tflite::MulOptionsT{});
  return options;
}

}  // namespace sciot::model::testing
