// A MultiplyAdd in one pass over the data.
#pragma once

#include <memory>

#include "engine/kernel.h"
#include "engine/multiply_add.h"

namespace sciot::engine::xnnpack {

// `multiply` and `add` are the two nodes.
Result<std::unique_ptr<Kernel>> CreateMultiplyAdd(const MultiplyAdd& step, KernelContext& multiply, KernelContext& add);

}  // namespace sciot::engine::xnnpack
