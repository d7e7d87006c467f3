#include <cstring>

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"

namespace sciot::engine::reference {

// RESHAPE copies: each tensor has a buffer of its own, so that any cut can be written and read.
Result<std::unique_ptr<Kernel>> CreateReshape(KernelContext& context) {
  const auto input = context.input<std::byte>(0);
  const auto output = context.output<std::byte>();
  assert(input.size() == output.size());
  return MakeKernel([input, output] { std::memcpy(output.data(), input.data(), output.size()); });
}

}  // namespace sciot::engine::reference
