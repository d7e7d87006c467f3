// `--layers A:B`: a part of a model.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "model/model.h"
#include "sciot/result.h"

namespace sciot::app {

// Layers [first, end); may be empty, as the device's part of split 0 is.
struct LayerRange {
  size_t first = 0;
  size_t end = 0;
};

// Reads "A:B", decimal, 0 <= A <= B <= `layer_count`.
Result<LayerRange> ParseLayerRange(std::string_view text, size_t layer_count);

// What a range reads: the model's inputs in the model's order, or from layer 1 on the tensors of its cut.
std::vector<graph::TensorId> RangeInputs(const model::Model& model, LayerRange range);

// Whether a range ends with all of the model's outputs made.
bool MakesAllOutputs(const model::Model& model, LayerRange range);

}  // namespace sciot::app
