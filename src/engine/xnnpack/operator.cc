#include "engine/xnnpack/operator.h"

#include <algorithm>

namespace sciot::engine::xnnpack {
namespace {

class OperatorKernel final : public Kernel {
 public:
  OperatorKernel(Operator op, pthreadpool* thread_pool) : op_(std::move(op)), thread_pool_(thread_pool) {}
  Status Run() override { return CheckStatus(xnn_run_operator(op_.get(), thread_pool_), "run"); }

 private:
  Operator op_;
  pthreadpool* thread_pool_;
};

Error Failure(ErrorCode code, const char* step, const char* reason) {
  return {code, std::string("XNNPACK ") + step + ": " + reason};
}

}  // namespace

Status CheckStatus(xnn_status status, const char* step) {
  switch (status) {
    case xnn_status_success:
      return {};
    case xnn_status_invalid_parameter:
      return Failure(ErrorCode::kUnsupported, step, "invalid parameter");
    case xnn_status_unsupported_parameter:
      return Failure(ErrorCode::kUnsupported, step, "unsupported parameter");
    case xnn_status_unsupported_hardware:
      return Failure(ErrorCode::kUnsupported, step, "unsupported processor");
    case xnn_status_out_of_memory:
      return Failure(ErrorCode::kInternal, step, "out of memory");
    case xnn_status_uninitialized:
    case xnn_status_invalid_state:
      break;
  }
  return Failure(ErrorCode::kInternal, step, "invalid state");
}

Result<Operator> Own(xnn_operator_t created, xnn_status status) {
  Operator op(created);
  SCIOT_TRY(CheckStatus(status, "creation"));
  return op;
}

Result<std::unique_ptr<Kernel>> MakeKernel(Operator op, xnn_status set_up, const KernelContext& context) {
  SCIOT_TRY(CheckStatus(set_up, "setup"));
  return std::unique_ptr<Kernel>(std::make_unique<OperatorKernel>(std::move(op), context.backend().thread_pool()));
}

Dimensions::Dimensions(const Shape& shape) : count(std::max<size_t>(shape.size(), 1)), sizes{1} {
  assert(shape.size() <= XNN_MAX_TENSOR_DIMS);
  std::transform(shape.begin(), shape.end(), sizes, Size);
}

}  // namespace sciot::engine::xnnpack
