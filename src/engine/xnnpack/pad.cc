// PAD with zeros, and PADV2.
#include <algorithm>

#include "engine/kernel_table.h"
#include "engine/xnnpack/operator.h"

namespace sciot::engine::xnnpack {
namespace {

Status CheckPad(const KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(1));
  const size_t rank = context.input_shape(0).size();
  assert(context.options<graph::PadOptions>().before.size() == rank);
  assert(context.options<graph::PadOptions>().after.size() == rank);
  if (rank >= 1 && rank <= XNN_MAX_TENSOR_DIMS) return {};
  return Error{ErrorCode::kUnsupported, "rank " + std::to_string(rank)};
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreatePad(KernelContext& context) {
  SCIOT_TRY(CheckPad(context));
  const float value = context.has_input(2) ? context.input<float>(2)[0] : 0.0F;
  xnn_operator_t created = nullptr;
  const xnn_status status = xnn_create_constant_pad_nd_x32(&value, 0, &created);
  SCIOT_ASSIGN(Operator op, Own(created, status));
  const auto& [before, after] = context.options<graph::PadOptions>();
  size_t pad_before[XNN_MAX_TENSOR_DIMS];
  size_t pad_after[XNN_MAX_TENSOR_DIMS];
  std::copy(before.begin(), before.end(), pad_before);
  std::copy(after.begin(), after.end(), pad_after);
  const Dimensions shape(context.input_shape(0));
  const xnn_status set_up = xnn_setup_constant_pad_nd_x32(
      op.get(), shape.count, shape.sizes, pad_before, pad_after, context.input<float>(0).data(),
      context.output<float>().data(), context.backend().thread_pool());
  return MakeKernel(std::move(op), set_up, context);
}

}  // namespace sciot::engine::xnnpack
