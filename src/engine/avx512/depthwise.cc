// DEPTHWISE_CONV_2D with one filter for each channel, on processors with AVX-512.
#include "engine/avx512/depthwise_rows.h"
#include "engine/kernel_table.h"
#include "engine/window.h"
#include "engine/xnnpack/backend.h"

namespace sciot::engine::avx512 {
namespace {

enum Input : size_t { kImage, kFilter, kBias, kInputCount };

class DepthwiseKernel final : public Kernel {
 public:
  DepthwiseKernel(std::shared_ptr<const Depthwise> depthwise, size_t images, const float* input, float* output,
                  const xnnpack::Backend& backend)
      : depthwise_(std::move(depthwise)), images_(images), input_(input), output_(output), backend_(backend) {}

  Status Run() override {
    backend_.ForEach(images_ * depthwise_->output_rows, RunRow, this);
    return {};
  }

 private:
  static void RunRow(void* kernel, size_t row) {
    const auto& self = *static_cast<DepthwiseKernel*>(kernel);
    const Depthwise& d = *self.depthwise_;
    const size_t image = row / d.output_rows;
    DepthwiseRow(d, self.input_ + image * d.rows * d.columns * d.channels,
                 self.output_ + image * d.output_rows * d.output_columns * d.channels, row % d.output_rows);
  }

  const std::shared_ptr<const Depthwise> depthwise_;
  const size_t images_;
  const float* input_;
  float* output_;
  const xnnpack::Backend& backend_;
};

// One filter for each channel, of the image's channels.
bool IsPlain(const KernelContext& context) {
  const Shape& filter = context.input_shape(kFilter);
  const int32_t channels = context.output_shape().back();
  return filter.size() == 4 && filter[0] == 1 && filter[3] == channels && context.input_shape(kImage)[3] == channels;
}

Result<std::shared_ptr<const Depthwise>> Pack(const KernelContext& context) {
  SCIOT_ASSIGN(const float* filter, context.ConstantFloats(kFilter));
  const float* bias = nullptr;
  if (context.has_input(kBias)) {
    SCIOT_ASSIGN(bias, context.ConstantFloats(kBias));
  }
  return std::make_shared<const Depthwise>(context.options<graph::ConvOptions>(), context.input_shape(kImage),
                                           context.output_shape(), filter, bias);
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateDepthwiseConv2D(KernelContext& context) {
  if (!HasAvx512()) return Error{ErrorCode::kUnsupported, "no AVX-512"};
  const auto& options = context.options<graph::ConvOptions>();
  SCIOT_TRY(context.RequireFloat32(kInputCount));
  SCIOT_TRY(CheckClamp(options.clamp));
  SCIOT_TRY(CheckWindow(options.window, context.input_shape(kImage), context.output_shape()));
  if (!IsPlain(context)) return Error{ErrorCode::kUnsupported, "several filters for each channel"};
  SCIOT_ASSIGN(auto depthwise, context.PackedWeights<Depthwise>([&] { return Pack(context); }));
  const Shape& image = context.input_shape(kImage);
  return std::unique_ptr<Kernel>(std::make_unique<DepthwiseKernel>(std::move(depthwise), static_cast<size_t>(image[0]),
                                                                   context.input<float>(kImage).data(),
                                                                   context.output<float>().data(), context.backend()));
}

}  // namespace sciot::engine::avx512
