#include "model/operators/operator_table.h"
#include "model/operators/weights.h"
#include "model/operators/window.h"

namespace sciot::model {
namespace {

// The parts of a convolution after its options are read: the filter's dimensions in their roles.
struct ConvShape {
  FileWindow window;
  int32_t output_channels;
  uint64_t macs_per_output;  // multiply-accumulates behind one output element
};

Status CheckFilter(const OperatorSource& source, const graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 3, 1));
  const graph::Tensor& filter = Input(source, node, 1);
  if (filter.spec.shape.size() != 4) return InvalidModel("filter has shape " + ToString(filter.spec.shape));
  if (Input(source, node, 0).spec.shape.size() != 4) {
    return InvalidModel("input has shape " + ToString(Input(source, node, 0).spec.shape) + ", not [N,H,W,C]");
  }
  return {};
}

// Resolves the window and checks bias and output; what both convolutions end with.
Status FinishConv(const OperatorSource& source, const ConvShape& conv, graph::ConvOptions options, graph::Node& node) {
  const Shape& image = Input(source, node, 0).spec.shape;
  SCIOT_TRY(CheckBias(source, node, 2, conv.output_channels));
  SCIOT_ASSIGN(const ResolvedWindow resolved, ResolveWindow(conv.window, image, source.limits));
  const graph::Tensor& output = Output(source, node, 0);
  SCIOT_TRY(
      CheckShape(output, {image[0], resolved.output_height, resolved.output_width, conv.output_channels}, "output"));
  options.window = resolved.window;
  node.options = options;
  node.macs = Elements(output) * conv.macs_per_output;
  return {};
}

template <typename FileOptions>
FileWindow ReadWindow(const FileOptions& options, int32_t kernel_height, int32_t kernel_width) {
  return {kernel_height,
          kernel_width,
          options.stride_h(),
          options.stride_w(),
          options.dilation_h_factor(),
          options.dilation_w_factor(),
          options.padding()};
}

}  // namespace

// Filter: [output channels, kernel height, kernel width, input channels of one group].
Status LoadConv2D(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckFilter(source, node));
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_Conv2DOptions()));
  SCIOT_ASSIGN(const graph::Clamp clamp, ReadActivation(options->fused_activation_function()));
  const Shape& filter = Input(source, node, 1).spec.shape;
  const int32_t input_channels = Input(source, node, 0).spec.shape[3];
  if (input_channels % filter[3] != 0 || filter[0] % (input_channels / filter[3]) != 0) {
    return InvalidModel("filter of shape " + ToString(filter) + " does not fit " + std::to_string(input_channels) +
                        " input channels");
  }
  SCIOT_TRY(CheckWeights(source, node, 0, 0, filter[0]));
  const auto taps = static_cast<uint64_t>(filter[1]) * static_cast<uint64_t>(filter[2]);
  return FinishConv(source,
                    {ReadWindow(*options, filter[1], filter[2]), filter[0], taps * static_cast<uint64_t>(filter[3])},
                    {{}, 1, clamp}, node);
}

// Filter: [1, kernel height, kernel width, output channels]; each input channel makes `multiplier` output channels.
// The multiplier follows from the shapes; files hold 0 or the same number in depth_multiplier.
Status LoadDepthwiseConv2D(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckFilter(source, node));
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_DepthwiseConv2DOptions()));
  SCIOT_ASSIGN(const graph::Clamp clamp, ReadActivation(options->fused_activation_function()));
  const Shape& filter = Input(source, node, 1).spec.shape;
  const int32_t input_channels = Input(source, node, 0).spec.shape[3];
  if (filter[0] != 1 || filter[3] % input_channels != 0) {
    return InvalidModel("filter of shape " + ToString(filter) + " does not fit " + std::to_string(input_channels) +
                        " input channels");
  }
  SCIOT_TRY(CheckWeights(source, node, 0, 3, filter[3]));
  const auto taps = static_cast<uint64_t>(filter[1]) * static_cast<uint64_t>(filter[2]);
  return FinishConv(source, {ReadWindow(*options, filter[1], filter[2]), filter[3], taps},
                    {{}, static_cast<uint32_t>(filter[3] / input_channels), clamp}, node);
}

}  // namespace sciot::model
