// Directories of per-layer files: joining one into a single .tflite, and splitting a model into one.
// docs/model-directories.md describes the files.
#pragma once

#include <filesystem>

#include "base/bytes.h"
#include "model/model.h"
#include "sciot/result.h"

namespace sciot::model {

// One .tflite of all layers of `directory`, with the metadata entry `sciot.layers` that keeps their boundaries.
// The same directory always gives the same bytes.
Result<Bytes> JoinDirectory(const std::filesystem::path& directory, const Limits& limits,
                            const CustomOperators& custom = {});

struct SplitOptions {
  bool c_headers = false;  // also write model_<i>.h, each file as a C array for firmware
};

// Writes model_<i>.tflite for each layer of `model`, and wiring.json, into `directory` (made if needed).
// Joining them again gives a model with byte-identical outputs.
Status SplitToDirectory(const Model& model, const std::filesystem::path& directory, const SplitOptions& options);

}  // namespace sciot::model
