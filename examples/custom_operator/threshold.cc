#include "threshold.h"

#include <cstring>

namespace {

using namespace sciot;

class ThresholdKernel final : public CustomKernel {
 public:
  explicit ThresholdKernel(float limit) : limit_(limit) {}

  Status Run(std::span<const std::span<const std::byte>> inputs,
             std::span<const std::span<std::byte>> outputs) override {
    const auto* values = reinterpret_cast<const float*>(inputs[0].data());
    auto* above = reinterpret_cast<float*>(outputs[0].data());
    for (size_t i = 0; i < inputs[0].size() / sizeof(float); ++i) above[i] = values[i] > limit_ ? 1.0F : 0.0F;
    return {};
  }

 private:
  float limit_;
};

class Threshold final : public CustomOperator {
 public:
  std::string_view name() const override { return "Threshold"; }

  // Called for each use in a model that is loaded, before anything runs. A file may hold anything.
  Result<CustomPlan> Check(const CustomNode& node) const override {
    if (node.inputs.size() != 1 || node.outputs.size() != 1) {
      return Error{ErrorCode::kInvalidArgument, "needs one input and one output"};
    }
    for (const CustomTensor& tensor : {node.inputs[0], node.outputs[0]}) {
      if (tensor.spec.type == DataType::kFloat32) continue;
      return Error{ErrorCode::kUnsupported, std::string("works on FP32, not ") + DataTypeName(tensor.spec.type)};
    }
    if (node.options.size() != sizeof(float)) {
      return Error{ErrorCode::kInvalidArgument, std::to_string(node.options.size()) + " bytes of options, not 4"};
    }
    return CustomPlan{{node.inputs[0].spec.shape}, 0};
  }

  Result<std::unique_ptr<CustomKernel>> Create(const CustomNode& node) const override {
    float limit = 0;
    std::memcpy(&limit, node.options.data(), sizeof(limit));
    return std::unique_ptr<CustomKernel>(std::make_unique<ThresholdKernel>(limit));
  }
};

}  // namespace

std::shared_ptr<const sciot::CustomOperator> MakeThreshold() {
  return std::make_shared<Threshold>();
}
