// Reference functions as kernels.
#pragma once

#include <utility>

#include "engine/kernel.h"
#include "engine/reference/rows.h"

namespace sciot::engine::reference {

// Runs a function object that holds its pointers and sizes.
template <typename Function>
class FunctionKernel final : public Kernel {
 public:
  explicit FunctionKernel(Function function) : function_(std::move(function)) {}
  Status Run() override {
    function_();
    return {};
  }

 private:
  Function function_;
};

template <typename Function>
Result<std::unique_ptr<Kernel>> MakeKernel(Function function) {
  return std::unique_ptr<Kernel>(std::make_unique<FunctionKernel<Function>>(std::move(function)));
}

// kUnsupported for a shape of more than kMaxRank dimensions.
inline Status CheckRank(const Shape& shape) {
  if (shape.size() <= kMaxRank) return {};
  return Error{ErrorCode::kUnsupported,
               "rank " + std::to_string(shape.size()) + " exceeds " + std::to_string(kMaxRank)};
}

}  // namespace sciot::engine::reference
