// How the channels of a convolution are divided.
#pragma once

#include "engine/xnnpack/operator.h"

namespace sciot::engine::xnnpack {

// `flags` tells XNNPACK the layout of the filter.
struct Channels {
  size_t groups;
  size_t group_inputs;
  size_t group_outputs;
  uint32_t flags;

  size_t inputs() const { return groups * group_inputs; }
  size_t outputs() const { return groups * group_outputs; }
};

// Of CONV_2D: filter OHWI, grouped when I divides the image's channels. kInvalidArgument when it does not fit.
Result<Channels> ConvChannels(const KernelContext& context);

// Of DEPTHWISE_CONV_2D: filter 1HWO, O = image channels times depth multiplier. The same.
Result<Channels> DepthwiseChannels(const KernelContext& context);

}  // namespace sciot::engine::xnnpack
