// The operators that can be loaded and those that can be run are the same.
#include <gmock/gmock.h>

#include "engine/kernel_table.h"
#include "model/model.h"

namespace sciot {
namespace {

TEST(OperatorTablesTest, WhatCanBeLoadedCanBeRunAndNothingElse) {
  const std::vector<std::string> loadable = model::SupportedOperators();
  size_t runnable = 0;
  for (int32_t number = -1; number < 1000; ++number) {
    const auto op = static_cast<graph::OpCode>(number);
    if (!engine::HasKernel(op)) continue;
    ++runnable;
    EXPECT_THAT(loadable, ::testing::Contains(model::OperatorName(op)));
  }
  EXPECT_EQ(runnable, loadable.size());
}

}  // namespace
}  // namespace sciot
