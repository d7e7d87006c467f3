// What tests of this module serve.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/file.h"
#include "edge/options.h"
#include "model/testing/residual_model.h"

namespace sciot::edge::testing {

// Options of an edge that serves the residual model of three layers as "residual", from a file in a directory
// of the current test.
inline EdgeOptions ResidualEdge() {
  const std::filesystem::path path =
      std::filesystem::path(::testing::TempDir()) /
      (std::string("residual-") + ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".tflite");
  EXPECT_TRUE(WriteFile(path, model::testing::ResidualModel()).ok());
  EdgeOptions options;
  options.models = {{"residual", path}};
  options.inference_workers = 1;
  return options;
}

}  // namespace sciot::edge::testing
