// Runs operators outside the format.
#pragma once

#include "engine/kernel.h"

namespace sciot::engine {

// The kernel that the node's operator makes for it. Requires CustomOptions.
Result<std::unique_ptr<Kernel>> CreateCustom(KernelContext& context);

}  // namespace sciot::engine
