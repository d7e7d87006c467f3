#include "model/file_writer.h"

#include <algorithm>
#include <memory>

namespace sciot::model {
namespace {

constexpr uint32_t kSchemaVersion = 3;

uint32_t AddBuffer(tflite::ModelT& model, std::vector<uint8_t> data) {
  auto buffer = std::make_unique<tflite::BufferT>();
  buffer->data = std::move(data);
  model.buffers.push_back(std::move(buffer));
  return static_cast<uint32_t>(model.buffers.size() - 1);
}

bool SameCode(const tflite::OperatorCodeT& a, const tflite::OperatorCodeT& b) {
  return a.builtin_code == b.builtin_code && a.deprecated_builtin_code == b.deprecated_builtin_code &&
         a.custom_code == b.custom_code && a.version == b.version;
}

}  // namespace

tflite::ModelT EmptyModel(const std::string& description) {
  tflite::ModelT model;
  model.version = kSchemaVersion;
  model.description = description;
  AddBuffer(model, {});
  model.subgraphs.push_back(std::make_unique<tflite::SubGraphT>());
  model.subgraphs[0]->name = "main";
  return model;
}

uint32_t AddOperatorCode(tflite::ModelT& model, const tflite::OperatorCodeT& code) {
  auto& codes = model.operator_codes;
  const auto same = std::find_if(codes.begin(), codes.end(), [&](const auto& c) { return SameCode(*c, code); });
  const auto index = static_cast<uint32_t>(same - codes.begin());
  if (same == codes.end()) codes.push_back(std::make_unique<tflite::OperatorCodeT>(code));
  return index;
}

int32_t AddTensor(tflite::ModelT& model, const tflite::ModelT& source, const tflite::TensorT& tensor) {
  auto copy = std::make_unique<tflite::TensorT>(tensor);
  const std::vector<uint8_t>& data = source.buffers[tensor.buffer]->data;
  copy->buffer = data.empty() ? 0 : AddBuffer(model, data);
  auto& tensors = model.subgraphs[0]->tensors;
  tensors.push_back(std::move(copy));
  return static_cast<int32_t>(tensors.size() - 1);
}

int32_t AddConstant(tflite::ModelT& model, const tflite::TensorT& tensor, ByteView bytes) {
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  auto copy = std::make_unique<tflite::TensorT>(tensor);
  copy->buffer = AddBuffer(model, {data, data + bytes.size()});
  auto& tensors = model.subgraphs[0]->tensors;
  tensors.push_back(std::move(copy));
  return static_cast<int32_t>(tensors.size() - 1);
}

void AddMetadata(tflite::ModelT& model, const std::string& name, ByteView bytes) {
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  auto entry = std::make_unique<tflite::MetadataT>();
  entry->name = name;
  entry->buffer = AddBuffer(model, {data, data + bytes.size()});
  model.metadata.push_back(std::move(entry));
}

Bytes SerializeModel(const tflite::ModelT& model) {
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(tflite::Model::Pack(builder, &model), tflite::ModelIdentifier());
  const auto file = std::as_bytes(std::span(builder.GetBufferPointer(), builder.GetSize()));
  return {file.begin(), file.end()};
}

}  // namespace sciot::model
