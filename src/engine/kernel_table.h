// Which kernels run which operator.
#pragma once

#include <string>
#include <vector>

#include "engine/kernel.h"

namespace sciot::engine {

// Whether any kernel runs `op`, for some types and options.
bool HasKernel(graph::OpCode op);

// Where the kernels of `op` are, in the order they are tried: "xnnpack", "reference".
std::vector<std::string> KernelsOf(graph::OpCode op);

// The kernel of the context's node, from the first factory of its operator that accepts it; kUnsupported,
// from the last one, when none does.
Result<std::unique_ptr<Kernel>> CreateKernel(KernelContext& context);

// The factories, one declaration for each row of kernels.inc.
#define SCIOT_KERNEL(op, implementation, factory) \
  namespace implementation {                      \
  KernelFactory factory;                          \
  }
#include "engine/kernels.inc"
#undef SCIOT_KERNEL

}  // namespace sciot::engine
