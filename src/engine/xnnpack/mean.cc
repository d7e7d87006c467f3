// MEAN over the rows and columns of an image.
#include <limits>

#include "engine/kernel_table.h"
#include "engine/xnnpack/operator.h"

namespace sciot::engine::xnnpack {
namespace {

Status CheckMean(const KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(1));
  const auto& [axes] = context.options<graph::ReduceOptions>();
  if (context.input_shape(0).size() == 4 && axes == std::vector<uint32_t>{1, 2}) return {};
  return Error{ErrorCode::kUnsupported, "not over rows and columns"};
}

Result<Operator> CreateOperator(size_t channels) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  xnn_operator_t created = nullptr;
  const xnn_status status =
      xnn_create_global_average_pooling_nwc_f32(channels, channels, channels, -kInfinity, kInfinity, 0, &created);
  return Own(created, status);
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateMean(KernelContext& context) {
  SCIOT_TRY(CheckMean(context));
  const Shape& image = context.input_shape(0);
  SCIOT_ASSIGN(Operator op, CreateOperator(Size(image[3])));
  const xnn_status set_up = xnn_setup_global_average_pooling_nwc_f32(
      op.get(), Size(image[0]), Size(image[1]) * Size(image[2]), context.input<float>(0).data(),
      context.output<float>().data(), context.backend().thread_pool());
  return MakeKernel(std::move(op), set_up, context);
}

}  // namespace sciot::engine::xnnpack
