// What the edge knows of a model it serves without having it in memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "decision/dataflow.h"
#include "edge/options.h"
#include "model/model.h"
#include "protocol/metadata.h"
#include "sciot/result.h"

namespace sciot::edge {

// Immutable, so any number of threads may read one.
class HostedModel {
 public:
  // Describes `model`, which was loaded from `source`, and reads its sidecar, where it has one.
  static Result<std::unique_ptr<const HostedModel>> Describe(const ModelSource& source, const model::Model& model);
  // Loads the model for that, and lets go of it.
  static Result<std::unique_ptr<const HostedModel>> Load(const ModelSource& source, const model::Limits& limits,
                                                         const CustomOperators& custom = {});

  const std::string& name() const { return name_; }
  const std::filesystem::path& path() const { return path_; }
  const std::string& sha256() const { return sha256_; }
  size_t layer_count() const { return cut_bytes_.size() - 1; }

  // How pixels become the input and how the output is read, as the sidecar's YAML text; empty without one.
  const std::string& sidecar() const { return sidecar_; }
  const protocol::ModelMetadata& metadata() const { return metadata_; }

  // Bytes sent at split k, and bytes of the outputs the edge makes then; k = 0..layer_count().
  const std::vector<uint64_t>& cut_bytes() const { return cut_bytes_; }
  const std::vector<uint64_t>& reply_bytes() const { return reply_bytes_; }
  // Memory the layers before split k take: their constants and the peak of what they compute.
  const std::vector<uint64_t>& device_memory_bytes() const { return device_memory_bytes_; }

  // Whether split k sends one tensor, which layer k - 1 makes; k = 0..layer_count().
  const std::vector<uint8_t>& chain_cuts() const { return chain_cuts_; }

  // That tensor by its cut name; meaningless elsewhere.
  const std::vector<TensorSpec>& chain_tensors() const { return chain_tensors_; }

  // Who makes and who reads each tensor.
  const decision::Dataflow& dataflow() const { return dataflow_; }

 private:
  HostedModel() = default;
  void FillMetadata(const graph::Graph& graph);
  void FillBytes(const model::Model& model);

  std::string name_;
  std::filesystem::path path_;
  std::string sha256_;
  std::string sidecar_;
  protocol::ModelMetadata metadata_;
  std::vector<uint64_t> cut_bytes_;
  std::vector<uint64_t> reply_bytes_;
  std::vector<uint64_t> device_memory_bytes_;
  std::vector<uint8_t> chain_cuts_;
  std::vector<TensorSpec> chain_tensors_;
  decision::Dataflow dataflow_;
};

}  // namespace sciot::edge
