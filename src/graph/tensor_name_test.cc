#include "graph/tensor_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sciot::graph {
namespace {

using testing::ElementsAre;
using testing::Field;

TEST(TensorNameTest, FileNamesAreUsedWhereTheyTellApart) {
  Graph graph;
  for (const char* name : {"image", "image", "", "boxes"}) graph.tensors.push_back({{name, {}, {1}}, {}, {}});
  graph.inputs = {0, 1};
  graph.outputs = {2, 3};
  const auto named = [](const char* name) { return Field(&TensorSpec::name, name); };
  EXPECT_THAT(InputSpecs(graph), ElementsAre(named("t0"), named("t1")));
  EXPECT_THAT(OutputSpecs(graph), ElementsAre(named("t2"), named("boxes")));
}

TEST(TensorNameTest, NoTwoAreTheSame) {
  Graph graph;
  for (const char* name : {"t1", "", "scores"}) graph.tensors.push_back({{name, {}, {1}}, {}, {}});
  graph.outputs = {2, 0, 2, 1, 2};
  const auto named = [](const char* name) { return Field(&TensorSpec::name, name); };
  EXPECT_THAT(OutputSpecs(graph), ElementsAre(named("t2"), named("t1"), named("t2_"), named("t1_"), named("t2__")));
}

}  // namespace
}  // namespace sciot::graph
