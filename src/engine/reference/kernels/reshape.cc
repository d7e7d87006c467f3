#include <cstring>

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"

namespace sciot::engine::reference {

// RESHAPE, SQUEEZE and EXPAND_DIMS: nothing to do where the memory plan gives both one place, as it does unless another
// node or a cut still needs the input.
Result<std::unique_ptr<Kernel>> CreateReshape(KernelContext& context) {
  const auto input = context.input<std::byte>(0);
  const auto output = context.output<std::byte>();
  assert(input.size() == output.size());
  if (input.data() == output.data()) return MakeKernel([] {});
  return MakeKernel([input, output] { std::memcpy(output.data(), input.data(), output.size()); });
}

}  // namespace sciot::engine::reference
