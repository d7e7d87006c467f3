// Operators that rearrange all elements of a tensor, or repeat them: TRANSPOSE, REVERSE_V2, TILE, BROADCAST_TO, FILL,
// DEPTH_TO_SPACE, SPACE_TO_DEPTH, PACK.
#include <algorithm>

#include "model/operators/operator_table.h"
#include "model/operators/strided_copy.h"

namespace sciot::model {
namespace {

Status CheckMoved(const OperatorSource& source, const graph::Node& node, const Shape& shape) {
  SCIOT_TRY(CheckSameType(Input(source, node, 0), Output(source, node, 0)));
  return CheckShape(Output(source, node, 0), shape, "output");
}

Status SetCopy(graph::StridedCopy copy, graph::Node& node) {
  SCIOT_ASSIGN(node.options, MakeCopies({std::move(copy)}));
  return {};
}

// An image seen as blocks: [N, H, block row, W, block column, C] on one side, with depth C * block² on the other.
// `small` is the image of the larger depth, `large` that of more pixels.
struct Blocks {
  Shape small, large;
  int32_t size;
};

Result<Blocks> SplitIntoBlocks(const graph::Tensor& small, const graph::Tensor& large, int32_t size) {
  const Shape& deep = small.spec.shape;
  if (size < 1) return InvalidModel("block size is " + std::to_string(size));
  const int64_t area = int64_t{size} * size;
  if (deep.size() == 4 && deep[3] % area == 0 && int64_t{deep[1]} * size <= INT32_MAX &&
      int64_t{deep[2]} * size <= INT32_MAX) {
    const Shape expected{deep[0], deep[1] * size, deep[2] * size, static_cast<int32_t>(deep[3] / area)};
    SCIOT_TRY(CheckShape(large, expected, "the larger image"));
    return Blocks{deep, expected, size};
  }
  return InvalidModel("block size " + std::to_string(size) + " does not fit an image of shape " + ToString(deep));
}

// Strides of either side in the order [N, H, W, block row, block column, C].
std::vector<int64_t> DeepStrides(const Blocks& blocks) {
  const std::vector<int64_t> s = Strides(blocks.small);
  const int64_t channels = blocks.large[3];
  return {s[0], s[1], s[2], blocks.size * channels, channels, 1};
}

std::vector<int64_t> WideStrides(const Blocks& blocks) {
  const std::vector<int64_t> s = Strides(blocks.large);
  return {s[0], s[1] * blocks.size, s[2] * blocks.size, s[1], s[2], 1};
}

Shape BlockCounts(const Blocks& blocks) {
  return {blocks.small[0], blocks.small[1], blocks.small[2], blocks.size, blocks.size, blocks.large[3]};
}

}  // namespace

Status LoadTranspose(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, 1));
  const Shape& shape = Input(source, node, 0).spec.shape;
  SCIOT_ASSIGN(const auto order, ReadIntegers(Input(source, node, 1), shape.size(), "permutation"));
  const std::vector<int64_t> strides = Strides(shape);
  Shape permuted;
  std::vector<int64_t> permuted_strides;
  std::vector<bool> seen(shape.size(), false);
  for (int64_t value : order) {
    SCIOT_ASSIGN(const uint32_t axis, NormalizeAxis(value, shape.size()));
    if (seen[axis]) return InvalidModel("the permutation names axis " + std::to_string(axis) + " twice");
    seen[axis] = true;
    permuted.push_back(shape[axis]);
    permuted_strides.push_back(strides[axis]);
  }
  SCIOT_TRY(CheckMoved(source, node, permuted));
  return SetCopy(CopyBlock(permuted, permuted_strides, Strides(permuted)), node);
}

// Each dimension is walked `multiple` times: an extent that does not move the input, then the dimension itself.
Status LoadTile(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, 1));
  const Shape& shape = Input(source, node, 0).spec.shape;
  SCIOT_ASSIGN(const auto multiples, ReadIntegers(Input(source, node, 1), shape.size(), "multiples"));
  Shape tiled;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (multiples[i] < 1 || multiples[i] > INT32_MAX / shape[i]) {
      return InvalidModel("repeats a dimension of " + std::to_string(shape[i]) + " " + std::to_string(multiples[i]) +
                          " times");
    }
    tiled.push_back(static_cast<int32_t>(shape[i] * multiples[i]));
  }
  SCIOT_TRY(CheckMoved(source, node, tiled));
  const std::vector<int64_t> from = Strides(shape);
  const std::vector<int64_t> to = Strides(tiled);
  graph::StridedCopy copy;
  for (size_t i = 0; i < shape.size(); ++i) {
    copy.extents.push_back({static_cast<uint64_t>(multiples[i]), 0, to[i] * shape[i]});
    copy.extents.push_back({static_cast<uint64_t>(shape[i]), from[i], to[i]});
  }
  return SetCopy(std::move(copy), node);
}

Status LoadBroadcastTo(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, 1));
  const Shape& from = Input(source, node, 0).spec.shape;
  const Shape& to = Output(source, node, 0).spec.shape;
  SCIOT_ASSIGN(const Shape shape, BroadcastShapes(from, to));
  SCIOT_TRY(CheckMoved(source, node, shape));
  const std::vector<int64_t> strides = Strides(from);
  std::vector<int64_t> repeated(to.size(), 0);
  for (size_t i = 0; i < from.size(); ++i) {
    repeated[to.size() - from.size() + i] = from[i] == 1 ? 0 : strides[i];
  }
  return SetCopy(CopyBlock(to, repeated, Strides(to)), node);
}

// The output's dimensions are constant; its one value need not be.
Status LoadFill(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, 1));
  const graph::Tensor& value = Input(source, node, 1);
  const graph::Tensor& output = Output(source, node, 0);
  SCIOT_ASSIGN(const auto dimensions, ReadIntegers(Input(source, node, 0), "dimensions"));
  SCIOT_TRY(CheckShape(output, Shape(dimensions.begin(), dimensions.end()), "output"));
  SCIOT_TRY(CheckSameType(value, output));
  if (Elements(value) != 1) return InvalidModel("its value has shape " + ToString(value.spec.shape));
  graph::StridedCopy copy;
  copy.input = 1;
  copy.extents.push_back({Elements(output), 0, 1});
  return SetCopy(std::move(copy), node);
}

// Walked from the last element of each axis that is reversed.
Status LoadReverseV2(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, 1));
  const Shape& shape = Input(source, node, 0).spec.shape;
  SCIOT_TRY(CheckMoved(source, node, shape));
  SCIOT_ASSIGN(const auto axes, ReadIntegers(Input(source, node, 1), "axes"));
  const std::vector<int64_t> strides = Strides(shape);
  graph::StridedCopy copy = CopyBlock(shape, strides, strides);
  for (int64_t value : axes) {
    SCIOT_ASSIGN(const uint32_t axis, NormalizeAxis(value, shape.size()));
    if (copy.extents[axis].input_stride < 0) return InvalidModel("reverses axis " + std::to_string(axis) + " twice");
    copy.extents[axis].input_stride = -strides[axis];
    copy.input_offset += strides[axis] * (shape[axis] - 1);
  }
  return SetCopy(std::move(copy), node);
}

Status LoadDepthToSpace(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 1, 1, 1));
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_DepthToSpaceOptions()));
  SCIOT_ASSIGN(const Blocks blocks,
               SplitIntoBlocks(Input(source, node, 0), Output(source, node, 0), options->block_size()));
  SCIOT_TRY(CheckMoved(source, node, blocks.large));
  return SetCopy(CopyBlock(BlockCounts(blocks), DeepStrides(blocks), WideStrides(blocks)), node);
}

Status LoadSpaceToDepth(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 1, 1, 1));
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_SpaceToDepthOptions()));
  SCIOT_ASSIGN(const Blocks blocks,
               SplitIntoBlocks(Output(source, node, 0), Input(source, node, 0), options->block_size()));
  SCIOT_TRY(CheckMoved(source, node, blocks.small));
  return SetCopy(CopyBlock(BlockCounts(blocks), WideStrides(blocks), DeepStrides(blocks)), node);
}

Status LoadPack(const OperatorSource& source, graph::Node& node) {
  const size_t inputs = std::max<size_t>(node.inputs.size(), 1);
  SCIOT_TRY(CheckArity(node, inputs, inputs, 1));
  const Shape& shape = Input(source, node, 0).spec.shape;
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_PackOptions()));
  SCIOT_ASSIGN(const uint32_t axis, NormalizeAxis(options->axis(), shape.size() + 1));
  Shape packed = shape;
  packed.insert(packed.begin() + axis, static_cast<int32_t>(inputs));
  SCIOT_TRY(CheckMoved(source, node, packed));
  std::vector<int64_t> strides = Strides(packed);
  const int64_t step = strides[axis];
  strides.erase(strides.begin() + axis);
  std::vector<graph::StridedCopy> copies;
  for (uint32_t i = 0; i < inputs; ++i) {
    SCIOT_TRY(CheckSameType(Input(source, node, i), Output(source, node, 0)));
    SCIOT_TRY(CheckShape(Input(source, node, i), shape, "input"));
    graph::StridedCopy copy = CopyBlock(shape, Strides(shape), strides);
    copy.input = i;
    copy.output_offset = i * step;
    copies.push_back(std::move(copy));
  }
  SCIOT_ASSIGN(node.options, MakeCopies(std::move(copies)));
  return {};
}

}  // namespace sciot::model
