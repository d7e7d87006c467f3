// A loaded model: the validated graph and the file bytes its constants live in.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/mapped_file.h"
#include "base/padded_buffer.h"
#include "graph/cut.h"
#include "graph/graph.h"
#include "sciot/custom_operator.h"
#include "sciot/result.h"

namespace sciot::model {

// What a model may cost before it is refused. Configuration keys: model.max_file_bytes and so on.
struct Limits {
  uint64_t max_file_bytes = 1ULL << 30;        // the .tflite, or all files of a directory together
  uint64_t max_activation_bytes = 1ULL << 30;  // all run-time tensors together
  uint64_t max_unpacked_bytes = 1ULL << 30;    // constants kept beside the file: float16, sparse, unaligned
  uint64_t max_macs = 1ULL << 40;              // multiply-accumulates of one run
  uint32_t max_nodes = 100'000;
  uint32_t max_layer_files = 10'000;
};

// For constants that an operator of the file makes of another constant at load: the index of that operator.
using UnpackingOperators = std::map<graph::TensorId, uint32_t>;

// Immutable after loading, so any number of threads may read one.
class Model {
 public:
  const graph::Graph& graph() const { return graph_; }
  size_t layer_count() const { return graph_.layer_count(); }
  // cuts()[k] is what travels at split k, k = 0..layer_count().
  const std::vector<graph::Cut>& cuts() const { return cuts_; }
  // The .tflite bytes (for a directory: those of the joined file). What GET /v2/models/{m}/file serves.
  ByteView file() const { return file_; }
  // Gives the memory of a mapped file back until its bytes are used again. For when the weights are packed.
  // Thread-safe.
  void ReleaseFile() const { mapped_.Release(); }
  // SHA-256 of file(), in hexadecimal; two models are the same when this is.
  const std::string& sha256() const { return sha256_; }
  const UnpackingOperators& unpacking_operators() const { return unpacking_; }

 private:
  friend Result<std::shared_ptr<const Model>> LoadModelBytes(ByteView bytes, const Limits& limits,
                                                             const CustomOperators& custom);
  friend Result<std::shared_ptr<const Model>> LoadModelFile(const std::filesystem::path& path, const Limits& limits,
                                                            const CustomOperators& custom);
  // Reads what file_ holds.
  Status Read(const Limits& limits, const CustomOperators& custom);

  PaddedBuffer copied_;  // the file's bytes are in one of these two
  MappedFile mapped_;
  ByteView file_;
  std::vector<PaddedBuffer> unpacked_;  // constants that are not read where the file has them
  UnpackingOperators unpacking_;
  graph::Graph graph_;
  std::vector<graph::Cut> cuts_;
  std::string sha256_;
};

// Loads a .tflite file, which stays mapped, or a directory of per-layer files (joined in memory first, so that both
// have the same tensor indices and SHA-256). The bytes are hostile until checked: every index, shape and size is
// verified. `custom` are the operators it may use beside those of the format and those built in; the model keeps what
// it uses.
Result<std::shared_ptr<const Model>> LoadModel(const std::filesystem::path& path, const Limits& limits,
                                               const CustomOperators& custom = {});

// The same for a .tflite file alone.
Result<std::shared_ptr<const Model>> LoadModelFile(const std::filesystem::path& path, const Limits& limits,
                                                   const CustomOperators& custom = {});

// The same for a .tflite already in memory; `bytes` are copied.
Result<std::shared_ptr<const Model>> LoadModelBytes(ByteView bytes, const Limits& limits,
                                                    const CustomOperators& custom = {});

// TFLite's name of an operator, e.g. "CONV_2D"; "operator 1234" for a number the format does not define.
std::string OperatorName(graph::OpCode op);

// The same of a node; of a custom operator the name it has in the file.
std::string OperatorName(const graph::Node& node);

// Names of all operators this build can load, in alphabetical order.
std::vector<std::string> SupportedOperators();

}  // namespace sciot::model
