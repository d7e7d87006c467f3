#include "model/operators/operator_table.h"

namespace sciot::model {
namespace {

Status LoadResize(const OperatorSource& source, graph::Node& node, const graph::ResizeOptions& options) {
  SCIOT_TRY(CheckArity(node, 2, 2, 1));
  const graph::Tensor& input = Input(source, node, 0);
  const Shape& image = input.spec.shape;
  SCIOT_TRY(CheckSameType(input, Output(source, node, 0)));
  if (image.size() != 4) return InvalidModel("input has shape " + ToString(image) + ", not [N,H,W,C]");
  SCIOT_ASSIGN(const auto size, ReadIntegers(Input(source, node, 1), 2, "size"));
  if (size[0] < 1 || size[1] < 1 || size[0] > INT32_MAX || size[1] > INT32_MAX) {
    return InvalidModel("size is " + std::to_string(size[0]) + "x" + std::to_string(size[1]));
  }
  if (options.align_corners && options.half_pixel_centers) {
    return InvalidModel("both align_corners and half_pixel_centers");
  }
  node.options = options;
  return CheckShape(Output(source, node, 0),
                    {image[0], static_cast<int32_t>(size[0]), static_cast<int32_t>(size[1]), image[3]}, "output");
}

}  // namespace

Status LoadResizeBilinear(const OperatorSource& source, graph::Node& node) {
  SCIOT_ASSIGN(const auto* file, ReadOptions(source.file_operator.builtin_options_as_ResizeBilinearOptions()));
  return LoadResize(source, node, {file->align_corners(), file->half_pixel_centers()});
}

Status LoadResizeNearestNeighbor(const OperatorSource& source, graph::Node& node) {
  SCIOT_ASSIGN(const auto* file, ReadOptions(source.file_operator.builtin_options_as_ResizeNearestNeighborOptions()));
  return LoadResize(source, node, {file->align_corners(), file->half_pixel_centers()});
}

}  // namespace sciot::model
