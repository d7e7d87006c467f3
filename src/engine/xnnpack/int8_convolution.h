// Convolutions on INT8, with a scale for each output channel or one for all.
#pragma once

#include "engine/xnnpack/channels.h"

namespace sciot::engine::xnnpack {

// Of a CONV_2D or DEPTHWISE_CONV_2D node. kUnsupported unless image, filter and result are INT8 with scales.
Status CheckInt8Convolution(const KernelContext& context);

// A limit of the real result, as the output stores it.
int8_t Stored(const graph::Tensor& output, float limit);

// The scales of the filter; of one, as many as output channels.
std::vector<float> ScalesByChannel(const graph::Tensor& filter, size_t channels);

// Requires that the check has passed.
Result<std::unique_ptr<Kernel>> CreateInt8Convolution(KernelContext& context, const Channels& channels);

}  // namespace sciot::engine::xnnpack
