#include "engine/xnnpack/channels.h"

namespace sciot::engine::xnnpack {
namespace {

enum Input : size_t { kImage, kFilter };

Error ChannelMisfit(const KernelContext& context) {
  return {ErrorCode::kInvalidArgument, "filter " + ToString(context.input_shape(kFilter)) + " does not fit from " +
                                           ToString(context.input_shape(kImage)) + " to " +
                                           ToString(context.output_shape())};
}

}  // namespace

Result<Channels> ConvChannels(const KernelContext& context) {
  const Shape& filter = context.input_shape(kFilter);
  const size_t inputs = Size(context.input_shape(kImage)[3]);
  const size_t outputs = Size(context.output_shape()[3]);
  if (filter.size() != 4 || Size(filter[0]) != outputs || inputs % Size(filter[3]) != 0) {
    return ChannelMisfit(context);
  }
  const size_t groups = inputs / Size(filter[3]);
  if (outputs % groups != 0) return ChannelMisfit(context);
  return Channels{groups, Size(filter[3]), outputs / groups, 0};
}

Result<Channels> DepthwiseChannels(const KernelContext& context) {
  const Shape& filter = context.input_shape(kFilter);
  const size_t inputs = Size(context.input_shape(kImage)[3]);
  const size_t outputs = Size(context.output_shape()[3]);
  if (filter.size() != 4 || filter[0] != 1 || Size(filter[3]) != outputs || outputs % inputs != 0) {
    return ChannelMisfit(context);
  }
  return Channels{inputs, 1, outputs / inputs, XNN_FLAG_DEPTHWISE_CONVOLUTION};
}

}  // namespace sciot::engine::xnnpack
