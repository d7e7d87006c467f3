#include <gtest/gtest.h>

#include "engine/testing/run_graph.h"

namespace sciot::engine {
namespace {

struct Case {
  Shape input;
  std::vector<uint32_t> axes;
};

bool Averages(const Case& c, size_t axis) {
  return std::find(c.axes.begin(), c.axes.end(), axis) != c.axes.end();
}

Shape MeanShape(const Case& c) {
  Shape shape = c.input;
  for (uint32_t axis : c.axes) shape[axis] = 1;
  return shape;
}

// The output element that input element `flat` counts in.
size_t Target(const Case& c, size_t flat) {
  size_t target = 0, stride = 1;
  for (size_t axis = c.input.size(); axis-- > 0;) {
    const auto size = static_cast<size_t>(c.input[axis]);
    if (!Averages(c, axis)) {
      target += flat % size * stride;
      stride *= size;
    }
    flat /= size;
  }
  return target;
}

std::vector<float> Naive(const Case& c, const std::vector<float>& input) {
  std::vector<double> sums(ElementCount(MeanShape(c)).value());
  for (size_t i = 0; i < input.size(); ++i) sums[Target(c, i)] += static_cast<double>(input[i]);
  std::vector<float> result;
  for (double sum : sums) {
    result.push_back(static_cast<float>(sum * static_cast<double>(sums.size()) / static_cast<double>(input.size())));
  }
  return result;
}

void ExpectMean(const Case& c, const Shape& output) {
  GraphBuilder builder;
  builder.Node(graph::OpCode::kMean, {builder.Input(c.input)}, output, graph::ReduceOptions{c.axes});
  const auto input = RandomFloats(c.input, 1);
  EXPECT_EQ(OutputFault(builder.Build(), {input}, Naive(c, input)), "");
}

TEST(MeanTest, MatchesItsDefinition) {
  const Case cases[] = {{{1, 3, 3, 20}, {1, 2}},
                        {{2, 7, 5, 11}, {1, 2}},
                        {{1, 1, 1, 4}, {1, 2}},
                        {{2, 3, 4, 5}, {3}},
                        {{2, 3, 4, 5}, {0}},
                        {{2, 3, 4, 5}, {1}},
                        {{2, 3, 4, 5}, {0, 3}},
                        {{2, 3, 4, 5}, {0, 1, 2, 3}},
                        {{2, 3, 4, 5}, {}},
                        {{9}, {0}},
                        {{4, 6}, {1}},
                        {{2, 3, 4}, {1, 2}},
                        {{}, {}},
                        {{2, 1, 2, 3, 2, 1, 2, 3}, {0, 3, 7}}};
  for (const Case& c : cases) {
    SCOPED_TRACE(ToString(c.input) + " over " + std::to_string(c.axes.size()));
    ExpectMean(c, MeanShape(c));
  }
}

TEST(MeanTest, DimensionsMayBeDropped) {
  ExpectMean({{1, 3, 3, 20}, {1, 2}}, {1, 20});
  ExpectMean({{2, 3, 4}, {1}}, {2, 4});
}

}  // namespace
}  // namespace sciot::engine
