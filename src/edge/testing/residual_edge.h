// What tests of this module serve.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/file.h"
#include "base/testing/scratch_folder.h"
#include "edge/options.h"
#include "model/testing/residual_model.h"

namespace sciot::edge::testing {

// Options of an edge that serves the residual model of three layers as "residual", from a file of this process.
inline EdgeOptions ResidualEdge() {
  static const ScratchFolder folder;
  const std::filesystem::path path = folder / "residual.tflite";
  EXPECT_TRUE(WriteFile(path, model::testing::ResidualModel()).ok());
  EdgeOptions options;
  options.models = {{"residual", path}};
  options.inference_workers = 1;
  return options;
}

}  // namespace sciot::edge::testing
