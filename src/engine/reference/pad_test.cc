#include <gtest/gtest.h>

#include "engine/testing/run_graph.h"

namespace sciot::engine {
namespace {

struct Case {
  Shape input;
  std::vector<uint32_t> before, after;
};

Shape PaddedShape(const Case& c) {
  Shape shape = c.input;
  for (size_t i = 0; i < shape.size(); ++i) shape[i] += static_cast<int32_t>(c.before[i] + c.after[i]);
  return shape;
}

// Where each output element comes from, by its coordinates; the padding is 0.
std::vector<float> Naive(const Case& c, const std::vector<float>& input) {
  const Shape output = PaddedShape(c);
  std::vector<float> result(ElementCount(output).value());
  for (size_t flat = 0; flat < result.size(); ++flat) {
    size_t rest = flat, source = 0, stride = 1;
    bool inside = true;
    for (size_t axis = output.size(); axis-- > 0;) {
      const size_t at = rest % static_cast<size_t>(output[axis]);
      rest /= static_cast<size_t>(output[axis]);
      inside = inside && at >= c.before[axis] && at < c.before[axis] + static_cast<size_t>(c.input[axis]);
      source += (at - c.before[axis]) * stride;
      stride *= static_cast<size_t>(c.input[axis]);
    }
    if (inside) result[flat] = input[source];
  }
  return result;
}

TEST(PadTest, MatchesItsDefinition) {
  const Case cases[] = {{{5}, {2}, {3}},
                        {{1}, {0}, {0}},
                        {{3, 4}, {1, 0}, {0, 2}},
                        {{1, 6, 5, 3}, {0, 0, 0, 0}, {0, 1, 1, 0}},
                        {{2, 3, 4, 5}, {1, 2, 0, 3}, {0, 1, 2, 1}},
                        {{1, 24, 24, 8}, {0, 1, 1, 0}, {0, 1, 1, 0}},
                        {{2, 1, 2, 1, 2, 3}, {1, 0, 0, 2, 0, 1}, {0, 1, 0, 0, 1, 1}},
                        {{2, 1, 2, 1, 2, 3, 2}, {1, 0, 0, 2, 0, 1, 1}, {0, 1, 0, 0, 1, 1, 0}},
                        {{2, 1, 2, 1, 2, 1, 3, 2}, {0, 0, 1, 0, 2, 0, 1, 1}, {1, 0, 1, 0, 0, 1, 1, 0}}};
  for (const Case& c : cases) {
    SCOPED_TRACE(ToString(c.input));
    GraphBuilder builder;
    builder.Node(graph::OpCode::kPad, {builder.Input(c.input)}, PaddedShape(c), graph::PadOptions{c.before, c.after});
    const auto input = RandomFloats(c.input, 1);
    EXPECT_EQ(OutputFault(builder.Build(), {input}, Naive(c, input)), "");
  }
}

TEST(PadTest, AScalarStaysAsItIs) {
  GraphBuilder builder;
  builder.Node(graph::OpCode::kPad, {builder.Input({})}, {}, graph::PadOptions{});
  EXPECT_EQ(OutputFault(builder.Build(), {{7.0F}}, {7.0F}), "");
}

}  // namespace
}  // namespace sciot::engine
