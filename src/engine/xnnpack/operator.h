// XNNPACK's operators as kernels: create, own, set up, run.
#pragma once

#include <xnnpack.h>

#include <memory>

#include "engine/kernel.h"
#include "engine/xnnpack/backend.h"

namespace sciot::engine::xnnpack {

struct DeleteOperator {
  void operator()(xnn_operator_t op) const { xnn_delete_operator(op); }
};
using Operator = std::unique_ptr<xnn_operator, DeleteOperator>;

// The error of a call that failed; `step` says which. Refused parameters are kUnsupported.
Status CheckStatus(xnn_status status, const char* step);

// Owns `created` if the call that made it succeeded.
Result<Operator> Own(xnn_operator_t created, xnn_status status);

// The kernel that runs `op`, if the call that set it up succeeded.
Result<std::unique_ptr<Kernel>> MakeKernel(Operator op, xnn_status set_up, const KernelContext& context);

// Dimensions as XNNPACK takes them; a scalar is one of size 1. Requires at most XNN_MAX_TENSOR_DIMS.
struct Dimensions {
  explicit Dimensions(const Shape& shape);
  size_t count;
  size_t sizes[XNN_MAX_TENSOR_DIMS];
};

// A dimension as XNNPACK takes it.
inline size_t Size(int32_t dimension) {
  return static_cast<size_t>(dimension);
}

}  // namespace sciot::engine::xnnpack
