#include "model/operators/transpose_conv.h"

#include <algorithm>

#include "model/operators/operator_table.h"
#include "model/operators/weights.h"
#include "model/operators/window.h"

namespace sciot::model {
namespace {

// Which inputs hold what: TRANSPOSE_CONV has the output's shape first.
enum TransposeConvInput : size_t { kOutputShape, kFilter, kImage, kBias };

}  // namespace

Status FinishTransposeConv(const OperatorSource& source, graph::Node& node, const TransposeConvStrides& strides,
                           const graph::Clamp& clamp) {
  const Shape& image = Input(source, node, kImage).spec.shape;
  const Shape& filter = Input(source, node, kFilter).spec.shape;
  const Shape& output = Output(source, node, 0).spec.shape;
  if (filter.size() != 4 || image.size() != 4 || filter[3] != image[3]) {
    return InvalidModel("filter of shape " + ToString(filter) + " does not fit an input of shape " + ToString(image));
  }
  SCIOT_TRY(CheckWeights(source, node, kImage, 0, filter[0]));
  SCIOT_TRY(CheckBias(source, node, kBias, filter[0]));
  const FileWindow file{filter[1], filter[2], strides.height, strides.width, 1, 1, strides.padding};
  SCIOT_ASSIGN(const ResolvedWindow resolved, ResolveWindow(file, output, source.limits));
  if (output[0] != image[0] || output[3] != filter[0] || resolved.output_height != image[1] ||
      resolved.output_width != image[2]) {
    return InvalidModel("output of shape " + ToString(output) + " does not follow from an input of shape " +
                        ToString(image));
  }
  node.options = graph::TransposeConvOptions{resolved.window, clamp};
  node.macs = Elements(Input(source, node, kImage)) * static_cast<uint64_t>(filter[0]) *
              static_cast<uint64_t>(filter[1]) * static_cast<uint64_t>(filter[2]);
  return {};
}

Status LoadTransposeConv(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 3, 4, 1));
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_TransposeConvOptions()));
  SCIOT_ASSIGN(const graph::Clamp clamp, ReadActivation(options->fused_activation_function()));
  SCIOT_ASSIGN(const auto shape, ReadIntegers(Input(source, node, kOutputShape), 4, "output shape"));
  const Shape& output = Output(source, node, 0).spec.shape;
  if (!std::equal(output.begin(), output.end(), shape.begin(), shape.end())) {
    return InvalidModel("output has shape " + ToString(output) + ", not the one it is told");
  }
  return FinishTransposeConv(source, node, {options->stride_h(), options->stride_w(), options->padding()}, clamp);
}

}  // namespace sciot::model
