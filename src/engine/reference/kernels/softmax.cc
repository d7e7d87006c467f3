// SOFTMAX, LOG_SOFTMAX and LOCAL_RESPONSE_NORMALIZATION, over the last dimension.
#include "engine/reference/softmax.h"

#include <algorithm>
#include <cmath>

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"

namespace sciot::engine::reference {

Result<std::unique_ptr<Kernel>> CreateSoftmax(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(1));
  const Shape& shape = context.input_shape(0);
  const size_t channels = shape.empty() ? 1 : static_cast<size_t>(shape.back());
  const float beta = context.options<graph::SoftmaxOptions>().beta;
  return MakeKernel([input = context.input<float>(0), channels, beta, output = context.output<float>()] {
    Softmax(input, channels, beta, output.data());
  });
}

// The logarithm of what SOFTMAX gives, without its loss of small values.
Result<std::unique_ptr<Kernel>> CreateLogSoftmax(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(1));
  const auto channels = static_cast<size_t>(context.input_shape(0).back());
  return MakeKernel([channels, input = context.input<float>(0), output = context.output<float>()] {
    for (size_t first = 0; first < input.size(); first += channels) {
      const std::span<const float> row = input.subspan(first, channels);
      const float largest = *std::max_element(row.begin(), row.end());
      float sum = 0.0F;
      for (float value : row) sum += std::exp(value - largest);
      const float shift = largest + std::log(sum);
      for (size_t i = 0; i < channels; ++i) output[first + i] = row[i] - shift;
    }
  });
}

// Each value by a power of the squares of its neighbours among the channels.
Result<std::unique_ptr<Kernel>> CreateLocalResponseNormalization(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(1));
  const auto channels = static_cast<size_t>(context.input_shape(0).back());
  return MakeKernel([channels, options = context.options<graph::LocalResponseOptions>(),
                     input = context.input<float>(0), output = context.output<float>()] {
    for (size_t i = 0; i < input.size(); ++i) {
      const size_t channel = i % channels;
      const size_t first = channel - std::min<size_t>(channel, options.radius);
      const size_t last = std::min<size_t>(channels - 1, channel + options.radius);
      float sum = 0.0F;
      for (float value : input.subspan(i - channel + first, last - first + 1)) sum += value * value;
      output[i] = input[i] * std::pow(options.bias + options.alpha * sum, -options.beta);
    }
  });
}

}  // namespace sciot::engine::reference
