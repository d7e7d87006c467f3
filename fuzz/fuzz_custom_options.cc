// Any bytes as the options of the built-in custom operators: refused, or a node that runs.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "custom/built_in.h"
#include "custom/detection_options.h"

namespace {

using namespace sciot;

constexpr size_t kMostOutputElements = 1 << 16;
constexpr uint64_t kMostMacs = 1 << 20;

CustomTensor Floats(Shape shape) {
  return {{"tensor", DataType::kFloat32, std::move(shape)}, 0, 0, {}};
}

// Inputs of shapes that fit many options.
std::vector<CustomTensor> InputsOf(std::string_view name) {
  if (name == "MaxPoolingWithArgmax2D") return {Floats({1, 7, 6, 2})};
  if (name == "MaxUnpooling2D") return {Floats({1, 3, 2, 2}), Floats({1, 3, 2, 2})};
  return {Floats({1, 6, 4}), Floats({1, 6, 3}), Floats({6, 4})};
}

void RunNode(const CustomOperator& custom, std::span<const std::byte> options) {
  CustomNode node{InputsOf(custom.name()), {}, options};
  const size_t outputs = custom.name() == "MaxPoolingWithArgmax2D" ? 2 : custom.name() == "MaxUnpooling2D" ? 1 : 4;
  node.outputs.assign(outputs, Floats({}));
  const auto plan = custom.Check(node);
  if (!plan.ok() || plan.value().macs > kMostMacs) return;
  std::vector<std::vector<float>> memory;
  for (const CustomTensor& input : node.inputs) memory.emplace_back(input.spec.element_count(), 0.5F);
  for (const Shape& shape : plan.value().output_shapes) {
    if (ElementCount(shape).value_or(SIZE_MAX) > kMostOutputElements) return;
    memory.emplace_back(ElementCount(shape).value());
  }
  std::vector<std::span<const std::byte>> from;
  std::vector<std::span<std::byte>> to;
  for (size_t i = 0; i < memory.size(); ++i) {
    const auto bytes = std::as_writable_bytes(std::span(memory[i]));
    if (i < node.inputs.size())
      from.emplace_back(bytes);
    else
      to.push_back(bytes);
  }
  const auto kernel = custom.Create(node);
  if (kernel.ok()) (void)kernel.value()->Run(from, to);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const CustomOperators operators = custom::BuiltInOperators();
  for (const std::string& name : operators.Names()) {
    RunNode(*operators.Find(name), {reinterpret_cast<const std::byte*>(data), size});
  }
  return 0;
}
