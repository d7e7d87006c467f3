#include "engine/custom_kernel.h"

#include <vector>

namespace sciot::engine {
namespace {

class CustomNodeKernel final : public Kernel {
 public:
  CustomNodeKernel(KernelContext& context, std::unique_ptr<CustomKernel> kernel) : kernel_(std::move(kernel)) {
    for (size_t i = 0; i < context.input_count(); ++i) inputs_.push_back(context.input<std::byte>(i));
    for (size_t i = 0; i < context.output_count(); ++i) outputs_.push_back(context.output<std::byte>(i));
  }

  Status Run() override { return kernel_->Run(inputs_, outputs_); }

 private:
  std::unique_ptr<CustomKernel> kernel_;
  std::vector<std::span<const std::byte>> inputs_;
  std::vector<std::span<std::byte>> outputs_;
};

}  // namespace

Result<std::unique_ptr<Kernel>> CreateCustom(KernelContext& context) {
  const CustomNode node = context.custom_node();
  SCIOT_ASSIGN(std::unique_ptr<CustomKernel> kernel, context.options<graph::CustomOptions>().custom->Create(node));
  return std::unique_ptr<Kernel>(std::make_unique<CustomNodeKernel>(context, std::move(kernel)));
}

}  // namespace sciot::engine
