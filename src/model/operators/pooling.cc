#include "model/operators/operator_table.h"
#include "model/operators/window.h"

namespace sciot::model {

// AVERAGE_POOL_2D, MAX_POOL_2D and L2_POOL_2D.
Status LoadPool(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 1, 1, 1));
  SCIOT_TRY(CheckArithmetic(source, node));
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_Pool2DOptions()));
  SCIOT_ASSIGN(const graph::Clamp clamp, ReadActivation(options->fused_activation_function()));
  const FileWindow file{
      options->filter_height(), options->filter_width(), options->stride_h(), options->stride_w(), 1, 1,
      options->padding()};
  const Shape& image = Input(source, node, 0).spec.shape;
  SCIOT_ASSIGN(const ResolvedWindow resolved, ResolveWindow(file, image, source.limits));
  SCIOT_TRY(CheckShape(Output(source, node, 0), {image[0], resolved.output_height, resolved.output_width, image[3]},
                       "output"));
  node.options = graph::PoolOptions{resolved.window, clamp};
  return {};
}

}  // namespace sciot::model
