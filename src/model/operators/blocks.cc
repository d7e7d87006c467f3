// SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND: how dilated convolutions are often written.
#include "model/operators/operator_table.h"

namespace sciot::model {
namespace {

// Along one dimension of the image.
struct Side {
  int64_t block = 1, before = 0, after = 0;
};

// [N, rows, columns, C], or [N, rows, C].
Status CheckImage(const Shape& shape) {
  if (shape.size() == 3 || shape.size() == 4) return {};
  return UnsupportedModel("image of shape " + ToString(shape) + ", not of rank 3 or 4");
}

Result<std::vector<Side>> ReadSides(const OperatorSource& source, const graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 3, 3, 1));
  SCIOT_TRY(CheckSameType(Input(source, node, 0), Output(source, node, 0)));
  const Shape& shape = Input(source, node, 0).spec.shape;
  SCIOT_TRY(CheckImage(shape));
  const size_t count = shape.size() - 2;
  SCIOT_ASSIGN(const auto blocks, ReadIntegers(Input(source, node, 1), count, "block shape"));
  SCIOT_ASSIGN(const auto paddings, ReadIntegers(Input(source, node, 2), 2 * count, "paddings"));
  std::vector<Side> sides;
  for (size_t i = 0; i < count; ++i) {
    const Side side{blocks[i], paddings[2 * i], paddings[2 * i + 1]};
    const auto fits = [](int64_t value, int64_t least) { return value >= least && value <= UINT16_MAX; };
    if (!fits(side.block, 1) || !fits(side.before, 0) || !fits(side.after, 0)) {
      return InvalidModel("block of " + std::to_string(side.block) + " with paddings of " +
                          std::to_string(side.before) + " and " + std::to_string(side.after));
    }
    sides.push_back(side);
  }
  return sides;
}

graph::BlockOptions OptionsOf(const std::vector<Side>& sides) {
  graph::BlockOptions options;
  options.block_height = static_cast<uint32_t>(sides[0].block);
  options.pad_top = static_cast<uint32_t>(sides[0].before);
  if (sides.size() == 1) return options;
  options.block_width = static_cast<uint32_t>(sides[1].block);
  options.pad_left = static_cast<uint32_t>(sides[1].before);
  return options;
}

Error Misfit(const Shape& shape, size_t dimension, const Side& side) {
  return InvalidModel("dimension " + std::to_string(dimension) + " of shape " + ToString(shape) +
                      " does not divide into blocks of " + std::to_string(side.block));
}

}  // namespace

Status LoadSpaceToBatchNd(const OperatorSource& source, graph::Node& node) {
  SCIOT_ASSIGN(const std::vector<Side> sides, ReadSides(source, node));
  Shape shape = Input(source, node, 0).spec.shape;
  int64_t images = shape[0];
  for (size_t i = 0; i < sides.size(); ++i) {
    const int64_t padded = sides[i].before + shape[i + 1] + sides[i].after;
    images *= sides[i].block;
    if (padded % sides[i].block != 0 || images > INT32_MAX) return Misfit(shape, i + 1, sides[i]);
    shape[i + 1] = static_cast<int32_t>(padded / sides[i].block);
  }
  shape[0] = static_cast<int32_t>(images);
  const Shape& stated = Output(source, node, 0).spec.shape;
  if (images > 1 && !stated.empty() && stated[0] == 1) {
    return UnsupportedModel("dynamic shape: a batch of any size, blocks of which are stated as " + ToString(stated) +
                            ", not " + ToString(shape) + "; convert the model with a batch of 1");
  }
  SCIOT_TRY(CheckShape(Output(source, node, 0), shape, "output"));
  node.options = OptionsOf(sides);
  return {};
}

Status LoadBatchToSpaceNd(const OperatorSource& source, graph::Node& node) {
  SCIOT_ASSIGN(const std::vector<Side> sides, ReadSides(source, node));
  Shape shape = Input(source, node, 0).spec.shape;
  for (size_t i = 0; i < sides.size(); ++i) {
    if (shape[0] % sides[i].block != 0) return Misfit(shape, 0, sides[i]);
    shape[0] /= static_cast<int32_t>(sides[i].block);
    const int64_t cropped = shape[i + 1] * sides[i].block - sides[i].before - sides[i].after;
    if (cropped < 1 || cropped > INT32_MAX) return Misfit(shape, i + 1, sides[i]);
    shape[i + 1] = static_cast<int32_t>(cropped);
  }
  SCIOT_TRY(CheckShape(Output(source, node, 0), shape, "output"));
  node.options = OptionsOf(sides);
  return {};
}

}  // namespace sciot::model
