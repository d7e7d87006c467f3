#include "engine/memory_plan.h"

#include <gtest/gtest.h>

#include "base/padded_buffer.h"
#include "engine/testing/graph_builder.h"
#include "graph/cut.h"

namespace sciot::engine {
namespace {

using graph::OpCode;
using graph::TensorId;

const Shape kShape{1, 4, 4, 16};
const graph::BinaryOptions kPlainBinary{kNoClamp};
const graph::ActivationOptions kRelu{kReluClamp};

size_t BytesOf(const graph::Graph& graph, TensorId id) {
  return graph.tensors[id].spec.byte_size() + kTensorSlackBytes;
}

bool Overlap(const graph::Graph& graph, const MemoryPlan& plan, TensorId a, TensorId b) {
  return plan.offsets[a] < plan.offsets[b] + BytesOf(graph, b) && plan.offsets[b] < plan.offsets[a] + BytesOf(graph, a);
}

// Wherever the graph is cut, all that is still needed must be there: the cut, the inputs, the outputs made so far.
void ExpectEveryCutIsKept(const graph::Graph& graph) {
  const MemoryPlan plan = PlanMemory(graph);
  const auto cuts = graph::ComputeCuts(graph);
  for (size_t split = 0; split <= graph.layer_count(); ++split) {
    std::vector<TensorId> needed = cuts[split].tensors;
    needed.insert(needed.end(), graph.inputs.begin(), graph.inputs.end());
    for (TensorId id : graph::OutputsMadeBy(graph, 0, split)) needed.push_back(id);
    for (TensorId a : needed) {
      EXPECT_EQ(plan.offsets[a] % kTensorAlignment, 0U);
      EXPECT_LE(plan.offsets[a] + BytesOf(graph, a), plan.bytes);
      for (TensorId b : needed)
        EXPECT_TRUE(a == b || !Overlap(graph, plan, a, b)) << a << " and " << b << " at " << split;
    }
  }
}

// input -> relu -> a; a -> pool -> b; b + input -> c, a chain with a residual connection.
struct Residual {
  GraphBuilder builder;
  TensorId input = builder.Input(kShape);
  TensorId a = builder.Node(OpCode::kRelu, {input}, kShape, kRelu);
  TensorId b = builder.Node(OpCode::kSoftmax, {a}, kShape);
  TensorId c = builder.Node(OpCode::kAdd, {b, a}, kShape, kPlainBinary);
  TensorId d = builder.Node(OpCode::kSoftmax, {c}, kShape);
  TensorId e = builder.Node(OpCode::kSoftmax, {d}, kShape);
};

TEST(MemoryPlanTest, EveryCutIsKept) {
  Residual residual;
  ExpectEveryCutIsKept(*residual.builder.Build());
}

TEST(MemoryPlanTest, ATensorTakesThePlaceOfOneNobodyReads) {
  Residual residual;
  const auto graph = residual.builder.Build();
  const MemoryPlan plan = PlanMemory(*graph);
  EXPECT_EQ(plan.offsets[residual.c], plan.offsets[residual.b]);  // an ADD writes over its input
  EXPECT_EQ(plan.offsets[residual.d], plan.offsets[residual.a]);  // free since the ADD
  EXPECT_LT(plan.bytes, 4 * (BytesOf(*graph, residual.a) + kTensorAlignment));
}

TEST(MemoryPlanTest, InputsAndOutputsStay) {
  GraphBuilder builder;
  const TensorId input = builder.Input(kShape);
  const TensorId early = builder.Node(OpCode::kRelu, {input}, kShape, kRelu);
  const TensorId next = builder.Node(OpCode::kRelu, {early}, kShape, kRelu);
  builder.Node(OpCode::kRelu, {next}, kShape, kRelu);
  builder.Build();
  builder.graph().outputs = {builder.graph().nodes.back().outputs[0], early};
  ExpectEveryCutIsKept(builder.graph());
  const MemoryPlan plan = PlanMemory(builder.graph());
  EXPECT_FALSE(Overlap(builder.graph(), plan, input, early));
  EXPECT_FALSE(Overlap(builder.graph(), plan, early, next));
}

TEST(MemoryPlanTest, ANodeMayReadOneTensorTwice) {
  GraphBuilder builder;
  const TensorId input = builder.Input(kShape);
  const TensorId a = builder.Node(OpCode::kLogistic, {input}, kShape);
  const TensorId square = builder.Node(OpCode::kMul, {a, a}, kShape, kPlainBinary);
  const TensorId b = builder.Node(OpCode::kLogistic, {square}, kShape);
  builder.Node(OpCode::kLogistic, {b}, kShape);
  const auto graph = builder.Build();
  ExpectEveryCutIsKept(*graph);
  EXPECT_EQ(PlanMemory(*graph).offsets[square], PlanMemory(*graph).offsets[a]);
}

TEST(MemoryPlanTest, ASmallerOperandIsNotWrittenOver) {
  GraphBuilder builder;
  const TensorId input = builder.Input(kShape);
  const TensorId row = builder.Input({1, 1, 1, 16});
  const TensorId small = builder.Node(OpCode::kLogistic, {row}, {1, 1, 1, 16});
  const TensorId large = builder.Node(OpCode::kLogistic, {input}, kShape);
  const TensorId sum = builder.Node(OpCode::kAdd, {small, large}, kShape, kPlainBinary);
  builder.Node(OpCode::kLogistic, {sum}, kShape);
  const auto graph = builder.Build();
  ExpectEveryCutIsKept(*graph);
  const MemoryPlan plan = PlanMemory(*graph);
  EXPECT_EQ(plan.offsets[sum], plan.offsets[large]);
  EXPECT_FALSE(Overlap(*graph, plan, sum, small));
}

// A chain that widens and narrows needs no more than its largest pair of neighbours.
TEST(MemoryPlanTest, AChainTakesNoMoreThanItsLargestStep) {
  GraphBuilder builder;
  TensorId last = builder.Input({1, 1, 1, 16});
  std::vector<TensorId> chain{last};
  for (const int32_t channels : {64, 32, 512, 1024, 256, 128}) {
    last = builder.Node(OpCode::kSoftmax, {last}, {1, 1, 16, channels});
    chain.push_back(last);
  }
  const auto graph = builder.Build();
  ExpectEveryCutIsKept(*graph);
  size_t largest_step = 0;
  for (size_t i = 1; i < chain.size(); ++i) {
    largest_step = std::max(largest_step, BytesOf(*graph, chain[i - 1]) + BytesOf(*graph, chain[i]));
  }
  EXPECT_LE(PlanMemory(*graph).bytes, largest_step + BytesOf(*graph, chain[0]) + 3 * kTensorAlignment);
}

// Inputs that need not be kept are like any other tensor from the first layer on.
TEST(MemoryPlanTest, AnInputThatIsReadTakesNoPlace) {
  GraphBuilder builder;
  const TensorId input = builder.Input(kShape);
  const TensorId unread = builder.Input(kShape);
  const TensorId first = builder.Node(OpCode::kRelu, {input}, kShape, kRelu);
  const TensorId second = builder.Node(OpCode::kSoftmax, {first}, kShape);
  const auto graph = builder.Build();
  const MemoryPlan plan = PlanMemory(*graph, {.elsewhere = {}, .keep_inputs = false});
  EXPECT_EQ(plan.offsets[first], plan.offsets[input]);
  EXPECT_FALSE(Overlap(*graph, plan, input, unread));
  EXPECT_EQ(plan.offsets[second], plan.offsets[unread]);
  EXPECT_LT(plan.bytes, PlanMemory(*graph).bytes);
}

// What lies elsewhere has no place, and is not written over: who owns it may read it again.
TEST(MemoryPlanTest, TensorsElsewhereTakeNoPlace) {
  GraphBuilder builder;
  const TensorId input = builder.Input(kShape);
  const TensorId made = builder.Node(OpCode::kRelu, {input}, kShape, kRelu);
  const TensorId output = builder.Node(OpCode::kRelu, {made}, kShape, kRelu);
  const auto graph = builder.Build();
  const MemoryPlan plan = PlanMemory(*graph, {.elsewhere = {input, output}});
  EXPECT_EQ(plan.offsets[input], MemoryPlan::kNone);
  EXPECT_EQ(plan.offsets[output], MemoryPlan::kNone);
  EXPECT_EQ(plan.offsets[made], 0U);
  EXPECT_EQ(PlanMemory(*graph, {.elsewhere = {made}}).offsets[made], MemoryPlan::kNone);
}

}  // namespace
}  // namespace sciot::engine
