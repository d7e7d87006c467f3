// The files of a directory of per-layer models, before they are joined.
#pragma once

#include <filesystem>
#include <vector>

#include "base/bytes.h"
#include "model/model.h"
#include "model/wiring.h"
#include "sciot/result.h"

namespace sciot::model {

struct DirectoryFiles {
  Wiring wiring;
  std::vector<Bytes> layers;  // the .tflite of layer i
};

// Reads wiring.json, or without one finds model_{i}.tflite or submodel_{i}.tflite, i = 0, 1, …; then every layer's
// file. A gap in the numbers is an error, other files are ignored.
Result<DirectoryFiles> ReadDirectoryFiles(const std::filesystem::path& directory, const Limits& limits);

}  // namespace sciot::model
