// Directories of per-layer files: reading, joining into one .tflite, and splitting one.
// docs/model-directories.md describes the files.
#pragma once

#include <filesystem>

#include "base/bytes.h"
#include "model/model.h"
#include "sciot/result.h"

namespace sciot::model {

// One .tflite of all layers of `directory`, with the metadata entry `sciot.layers` that keeps their boundaries.
Result<Bytes> JoinDirectory(const std::filesystem::path& directory, const Limits& limits);

struct SplitOptions {
  bool c_headers = false;  // also write model_<i>.h, each a C array for firmware
};

// Writes model_<i>.tflite for each layer of `model`, and wiring.json, into `directory` (made if needed).
// Joining them again gives byte-identical outputs.
Status SplitToDirectory(const Model& model, const std::filesystem::path& directory, const SplitOptions& options);

}  // namespace sciot::model
