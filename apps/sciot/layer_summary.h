// What a layer is made of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/model.h"

namespace sciot::app {

struct LayerSummary {
  std::vector<std::string> operators;
  // Tensors read by later layers or by the model's user; the last operator's where nothing reads any.
  // Ascending.
  std::vector<graph::TensorId> outputs;
  uint64_t macs = 0;
  uint64_t weight_bytes = 0;  // constants this layer reads, each counted once
};

// One for each layer.
std::vector<LayerSummary> SummarizeLayers(const model::Model& model);

// The `outputs` of one layer.
std::vector<graph::TensorId> LayerOutputs(const model::Model& model, size_t layer);

}  // namespace sciot::app
