// Whether cutting a model anywhere leaves its results as they are.
#pragma once

#include <memory>
#include <vector>

#include "../io/input_files.h"
#include "engine/engine.h"
#include "model/model.h"

namespace sciot::app {

struct SplitCheck {
  size_t split_count = 0;
  std::vector<size_t> different;  // the splits that changed a byte of an output, ascending

  size_t identical_count() const { return split_count - different.size(); }
};

// Runs every split k = 0..n for each of `inputs` (one tensor for each input of the model): layers [0,k) on
// one engine, then [k,n) on another, new for each k, that gets the tensors of cut(k) and nothing else. The
// outputs of both together are compared with those of the whole model, byte for byte.
Result<SplitCheck> CheckSplits(std::shared_ptr<const model::Model> model, const std::vector<ModelInputs>& inputs,
                               const engine::Options& options);

}  // namespace sciot::app
