// A model the edge serves, with what never changes about it worked out once.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "edge/options.h"
#include "model/model.h"
#include "protocol/metadata.h"
#include "sciot/result.h"

namespace sciot::edge {

// Immutable, so any number of threads may read one.
class HostedModel {
 public:
  // Loads the model and, where it has one, its sidecar.
  static Result<std::unique_ptr<const HostedModel>> Load(const ModelSource& source, const model::Limits& limits);

  const std::string& name() const { return name_; }
  const model::Model& model() const { return *model_; }
  // The graph, keeping the whole model alive.
  std::shared_ptr<const graph::Graph> shared_graph() const { return {model_, &model_->graph()}; }
  size_t layer_count() const { return model_->layer_count(); }

  // How pixels become the input and how the output is read, as the sidecar's YAML text; empty without one.
  const std::string& sidecar() const { return sidecar_; }
  const protocol::ModelMetadata& metadata() const { return metadata_; }

  // Bytes sent at split k, and bytes of the outputs the edge makes then; k = 0..layer_count().
  const std::vector<uint64_t>& cut_bytes() const { return cut_bytes_; }
  const std::vector<uint64_t>& reply_bytes() const { return reply_bytes_; }
  // Memory the layers before split k take: their constants and the peak of what they compute.
  const std::vector<uint64_t>& device_memory_bytes() const { return device_memory_bytes_; }

 private:
  HostedModel() = default;
  void FillMetadata();
  void FillBytes();

  std::string name_;
  std::shared_ptr<const model::Model> model_;
  std::string sidecar_;
  protocol::ModelMetadata metadata_;
  std::vector<uint64_t> cut_bytes_;
  std::vector<uint64_t> reply_bytes_;
  std::vector<uint64_t> device_memory_bytes_;
};

}  // namespace sciot::edge
