// CONV_2D on INT8, on processors with AVX-512 and its VNNI instructions.
#include <algorithm>
#include <cmath>

#include "base/padded_buffer.h"
#include "engine/avx512/int8_block.h"
#include "engine/kernel_table.h"
#include "engine/xnnpack/backend.h"
#include "engine/xnnpack/int8_convolution.h"
#include "graph/quantization.h"

namespace sciot::engine::avx512 {
namespace {

enum Input : size_t { kImage, kFilter, kBias };

// Of one task; XNNPACK, which keeps pointers instead, takes windows that need more.
constexpr size_t kMaxScratchBytes = size_t{1} << 20U;
// So that a thread that comes late leaves its work to others.
constexpr size_t kTasksPerThread = 4;
// XNNPACK's limit of what a sum may be multiplied with.
constexpr float kMaxScale = 256.0F;

class Int8ConvolutionKernel final : public Kernel {
 public:
  Int8ConvolutionKernel(std::shared_ptr<const Int8Convolution> convolution, const int8_t* input, int8_t* output,
                        const xnnpack::Backend& backend)
      : convolution_(std::move(convolution)),
        input_(input),
        output_(output),
        backend_(backend),
        tasks_(std::min(convolution_->blocks(), backend.threads() == 1 ? 1 : backend.threads() * kTasksPerThread)),
        scratch_(tasks_ * convolution_->scratch_bytes()) {}

  Status Run() override {
    backend_.ForEach(tasks_, RunTask, this);
    return {};
  }

 private:
  static void RunTask(void* kernel, size_t task) {
    auto& self = *static_cast<Int8ConvolutionKernel*>(kernel);
    const Int8Convolution& convolution = *self.convolution_;
    auto* const scratch = reinterpret_cast<uint8_t*>(self.scratch_.data()) + task * convolution.scratch_bytes();
    const size_t end = convolution.blocks() * (task + 1) / self.tasks_;
    for (size_t block = convolution.blocks() * task / self.tasks_; block < end; ++block) {
      convolution.RunBlock(block, self.input_, self.output_, scratch);
    }
  }

  const std::shared_ptr<const Int8Convolution> convolution_;
  const int8_t* input_;
  int8_t* output_;
  const xnnpack::Backend& backend_;
  const size_t tasks_;
  PaddedBuffer scratch_;
};

Error NotThis(const char* reason) {
  return {ErrorCode::kUnsupported, reason};
}

Result<Int8Output> OutputIntegers(const KernelContext& context) {
  const graph::Tensor& output = context.output_tensor();
  const auto& clamp = context.options<graph::ConvOptions>().clamp;
  const auto outputs = static_cast<size_t>(output.spec.shape[3]);
  Int8Output integers{xnnpack::ScalesByChannel(context.input_tensor(kFilter), outputs),
                      static_cast<int8_t>(graph::ZeroPointOf(output)), xnnpack::Stored(output, clamp.min),
                      xnnpack::Stored(output, clamp.max)};
  if (integers.scales.size() != outputs) return NotThis("scales of another number than channels");
  if (integers.low >= integers.high) return NotThis("a clamp to one integer");
  for (float& scale : integers.scales) {
    scale = graph::ScaleOf(context.input_tensor(kImage)) * scale / graph::ScaleOf(output);
    if (!std::isnormal(scale) || scale < 0.0F || scale >= kMaxScale) return NotThis("a scale out of range");
  }
  return integers;
}

// One group of channels.
bool IsPlain(const KernelContext& context) {
  const Shape& filter = context.input_shape(kFilter);
  return filter.size() == 4 && filter[0] == context.output_shape()[3] && filter[3] == context.input_shape(kImage)[3];
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateConv2D(KernelContext& context) {
  if (!HasVnni()) return NotThis("no AVX-512 with VNNI");
  if (context.input_type(kImage) != DataType::kInt8) return NotThis("not INT8");
  SCIOT_TRY(xnnpack::CheckInt8Convolution(context));
  if (!IsPlain(context)) return NotThis("groups of channels");
  const graph::Window2D& window = context.options<graph::ConvOptions>().window;
  const Shape& image = context.input_shape(kImage);
  const Shape& output = context.output_shape();
  if (Int8ScratchBytes(window, image, output, kMaxScratchBytes) > kMaxScratchBytes) return NotThis("a large window");
  SCIOT_ASSIGN(const Int8Output integers, OutputIntegers(context));
  const auto pack = [&]() -> Result<std::shared_ptr<const Int8Convolution>> {
    const ByteView bias = context.has_input(kBias) ? context.input_tensor(kBias).constant : ByteView{};
    return std::make_shared<const Int8Convolution>(
        window, Int8Image{image, static_cast<int8_t>(graph::ZeroPointOf(context.input_tensor(kImage)))}, output,
        reinterpret_cast<const int8_t*>(context.input_tensor(kFilter).constant.data()),
        reinterpret_cast<const int32_t*>(bias.data()), integers);
  };
  SCIOT_ASSIGN(auto convolution, context.PackedWeights<Int8Convolution>(pack));
  return std::unique_ptr<Kernel>(
      std::make_unique<Int8ConvolutionKernel>(std::move(convolution), context.input<int8_t>(kImage).data(),
                                              context.output<int8_t>().data(), context.backend()));
}

}  // namespace sciot::engine::avx512
