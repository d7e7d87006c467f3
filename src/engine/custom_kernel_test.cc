#include <gtest/gtest.h>

#include "engine/testing/run_graph.h"

namespace sciot::engine {
namespace {

// Adds its option, a float, to every element.
class Shift final : public CustomOperator {
 public:
  std::string_view name() const override { return "Shift"; }
  Result<CustomPlan> Check(const CustomNode& node) const override { return CustomPlan{{node.inputs[0].spec.shape}, 0}; }

  Result<std::unique_ptr<CustomKernel>> Create(const CustomNode& node) const override {
    if (node.options.size() != sizeof(float)) return Error{ErrorCode::kInvalidArgument, "its option is no float"};
    float by = 0;
    std::memcpy(&by, node.options.data(), sizeof(by));
    return std::unique_ptr<CustomKernel>(std::make_unique<ShiftKernel>(by));
  }

 private:
  class ShiftKernel final : public CustomKernel {
   public:
    explicit ShiftKernel(float by) : by_(by) {}
    Status Run(std::span<const std::span<const std::byte>> inputs,
               std::span<const std::span<std::byte>> outputs) override {
      const auto* from = reinterpret_cast<const float*>(inputs[0].data());
      auto* to = reinterpret_cast<float*>(outputs[0].data());
      for (size_t i = 0; i < inputs[0].size() / sizeof(float); ++i) to[i] = from[i] + by_;
      return {};
    }

   private:
    float by_;
  };
};

TEST(CustomKernelTest, RunsBetweenOthersAndReadsItsOptions) {
  const float by = 10;
  GraphBuilder builder;
  const auto x = builder.Input({3});
  const auto shifted = builder.Node(graph::OpCode::kCustom, {x}, {3},
                                    graph::CustomOptions{std::make_shared<Shift>(), std::as_bytes(std::span(&by, 1))});
  builder.Node(graph::OpCode::kRelu6, {shifted}, {3}, graph::ActivationOptions{kRelu6Clamp});
  EXPECT_EQ(OutputFault(builder.Build(), {{-11, -9, 0}}, {0, 1, 6}), "");
}

TEST(CustomKernelTest, ARefusalNamesItsNode) {
  GraphBuilder builder;
  builder.Node(graph::OpCode::kCustom, {builder.Input({3})}, {3}, graph::CustomOptions{std::make_shared<Shift>(), {}});
  EXPECT_EQ(CreationError(builder.Build()).message, "node 0 (op 32): its option is no float");
}

}  // namespace
}  // namespace sciot::engine
