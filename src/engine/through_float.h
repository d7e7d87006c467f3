// Quantised operators computed on real numbers.
#pragma once

#include "engine/kernel.h"

namespace sciot::engine {

// A kernel for a node with tensors of INT8 or UINT8 that stand for real numbers, where no kernel takes them as they
// are: its inputs become FP32 (constants once, others at each run), the operator runs on those, and the result is
// rounded to the output's scale. INT8 weights of an operator on FP32 (a hybrid model) become FP32 too, and its data
// are rounded as engine/dynamic_rounding.h says.
// kUnsupported for a node without such tensors.
Result<std::unique_ptr<Kernel>> CreateThroughFloat(KernelContext& context);

}  // namespace sciot::engine
