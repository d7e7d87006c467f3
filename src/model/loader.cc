#include "base/file.h"
#include "base/sha256.h"
#include "model/directory.h"
#include "model/graph_reader.h"
#include "model/model.h"
#include "model/operators/operator.h"
#include "model/operators/refusal.h"
#include "model/tflite_file.h"

namespace sciot::model {
namespace {

constexpr uint32_t kMaxFlatbufferDepth = 64;
constexpr uint32_t kMaxFlatbufferTables = 1'000'000;

// The operators that run other subgraphs, for a message.
std::string ControlFlowOf(const tflite::Model& file) {
  std::string names;
  if (file.operator_codes() == nullptr) return names;
  for (const tflite::OperatorCode* code : *file.operator_codes()) {
    if (!IsControlFlow(FileOpCode(*code))) continue;
    names += (names.empty() ? ", control flow by " : ", ") + FileOperatorName(*code);
  }
  return names;
}

}  // namespace

Result<const tflite::Model*> VerifyFlatbuffer(ByteView bytes, const Limits& limits) {
  if (bytes.size() > limits.max_file_bytes) {
    return Error{ErrorCode::kTooLarge,
                 std::to_string(bytes.size()) + " bytes, max_file_bytes is " + std::to_string(limits.max_file_bytes)};
  }
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  constexpr size_t kHeaderBytes = 8;
  if (bytes.size() < kHeaderBytes || !tflite::ModelBufferHasIdentifier(data)) {
    return InvalidModel("not a .tflite file: the identifier TFL3 is missing");
  }
  flatbuffers::Verifier verifier(data, bytes.size(), kMaxFlatbufferDepth, kMaxFlatbufferTables);
  if (!tflite::VerifyModelBuffer(verifier)) return InvalidModel("damaged .tflite file: it does not pass verification");
  return tflite::GetModel(data);
}

Status CheckSubgraphs(const tflite::Model& file) {
  const size_t subgraphs = file.subgraphs() == nullptr ? 0 : file.subgraphs()->size();
  if (subgraphs != 1) {
    return UnsupportedModel(std::to_string(subgraphs) + " subgraphs" + ControlFlowOf(file) +
                            "; a model of exactly one is supported");
  }
  if (file.subgraphs()->Get(0)->tensors() == nullptr) return InvalidModel("the model has no tensors");
  return {};
}

Result<const tflite::Model*> VerifyFile(ByteView bytes, const Limits& limits) {
  SCIOT_ASSIGN(const tflite::Model* file, VerifyFlatbuffer(bytes, limits));
  SCIOT_TRY(CheckSubgraphs(*file));
  return file;
}

Status Model::Read(const Limits& limits, const CustomOperators& custom) {
  SCIOT_ASSIGN(const tflite::Model* file, VerifyFile(file_, limits));
  ConstantStore store(limits.max_unpacked_bytes);
  SCIOT_ASSIGN(ReadResult read, ReadGraph(*file, limits, custom, store));
  graph_ = std::move(read.graph);
  unpacking_ = std::move(read.unpacking);
  unpacked_ = std::move(store).TakeBuffers();
  cuts_ = graph::ComputeCuts(graph_);
  sha256_ = Sha256Hex(file_);
  ReleaseFile();
  return {};
}

Result<std::shared_ptr<const Model>> LoadModelBytes(ByteView bytes, const Limits& limits,
                                                    const CustomOperators& custom) {
  auto model = std::make_shared<Model>();
  model->copied_ = PaddedBuffer(bytes);
  model->file_ = model->copied_.bytes();
  SCIOT_TRY(model->Read(limits, custom));
  return std::shared_ptr<const Model>(std::move(model));
}

Result<std::shared_ptr<const Model>> LoadModelFile(const std::filesystem::path& path, const Limits& limits,
                                                   const CustomOperators& custom) {
  auto model = std::make_shared<Model>();
  SCIOT_ASSIGN(model->mapped_, MappedFile::Open(path, limits.max_file_bytes));
  model->file_ = model->mapped_.bytes();
  if (Status read = model->Read(limits, custom); !read.ok()) return WithContext(read.error(), path.string());
  return std::shared_ptr<const Model>(std::move(model));
}

Result<std::shared_ptr<const Model>> LoadModel(const std::filesystem::path& path, const Limits& limits,
                                               const CustomOperators& custom) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored)) return LoadModelFile(path, limits, custom);
  SCIOT_ASSIGN(const Bytes bytes, JoinDirectory(path, limits, custom));
  Result<std::shared_ptr<const Model>> model = LoadModelBytes(bytes, limits, custom);
  if (!model.ok()) return WithContext(model.error(), path.string());
  return model;
}

}  // namespace sciot::model
