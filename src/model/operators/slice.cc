// Operators that take parts of a tensor: SLICE, STRIDED_SLICE, SPLIT, SPLIT_V, UNPACK.
#include <algorithm>

#include "model/operators/operator_table.h"
#include "model/operators/strided_copy.h"

namespace sciot::model {
namespace {

// What a strided slice takes of one dimension.
struct Taken {
  int64_t begin = 0;
  int64_t stride = 1;
  int64_t count = 1;
};

// The masks of STRIDED_SLICE and what they apply to.
struct SliceSpec {
  const tflite::StridedSliceOptions& options;
  std::vector<int64_t> begin, end, strides;
  bool Has(int mask, size_t i) const { return i < 32 && ((static_cast<uint32_t>(mask) >> i) & 1U) != 0; }
};

// Counts from the back when negative; held within what a step in this direction can reach.
int64_t ClampIndex(int64_t index, int64_t size, int64_t stride) {
  if (index < 0) index += size;
  return stride > 0 ? std::clamp<int64_t>(index, 0, size) : std::clamp<int64_t>(index, -1, size - 1);
}

Result<Taken> TakeOne(const SliceSpec& spec, size_t i, int64_t size) {
  const int64_t index = spec.begin[i] < 0 ? spec.begin[i] + size : spec.begin[i];
  if (index >= 0 && index < size) return Taken{index, 1, 1};
  return InvalidModel("index " + std::to_string(spec.begin[i]) + " is outside a dimension of " + std::to_string(size));
}

Result<Taken> TakeRange(const SliceSpec& spec, size_t i, int64_t size) {
  const int64_t stride = spec.strides[i];
  if (stride == 0 || stride < INT32_MIN || stride > INT32_MAX) {
    return InvalidModel("stride is " + std::to_string(stride));
  }
  const int64_t first = stride > 0 ? 0 : size - 1;
  const int64_t last = stride > 0 ? size : -1;
  const bool whole = spec.Has(spec.options.begin_mask(), i);
  const int64_t begin = whole ? first : ClampIndex(spec.begin[i], size, stride);
  const int64_t length = std::clamp<int64_t>(spec.end[i], INT32_MIN, INT32_MAX);
  const int64_t stop = spec.options.offset() ? begin + length : spec.end[i];
  const int64_t end = spec.Has(spec.options.end_mask(), i) ? last : ClampIndex(stop, size, stride);
  const int64_t count = (end - begin + stride + (stride > 0 ? -1 : 1)) / stride;
  if (count >= 1) return Taken{begin, count == 1 ? 1 : stride, count};
  return UnsupportedModel("takes nothing of dimension " + std::to_string(i) + ": an empty tensor");
}

// Walks the slice's entries over the input's dimensions and gathers the copy and the output's shape.
class StridedSliceReader {
 public:
  StridedSliceReader(const SliceSpec& spec, const Shape& input)
      : spec_(spec), input_(input), strides_(Strides(input)) {}

  Result<graph::StridedCopy> Read() {
    size_t consumed = 0;
    for (size_t i = 0; i < spec_.begin.size(); ++i) {
      const bool new_axis = spec_.Has(spec_.options.new_axis_mask(), i);
      const bool ellipsis = spec_.Has(spec_.options.ellipsis_mask(), i);
      consumed += new_axis || ellipsis ? 0 : 1;
    }
    if (consumed > input_.size()) {
      return InvalidModel("slices " + std::to_string(consumed) + " dimensions of shape " + ToString(input_));
    }
    for (size_t i = 0; i < spec_.begin.size(); ++i) {
      SCIOT_TRY(ReadEntry(i, input_.size() - consumed));
    }
    while (dimension_ < input_.size()) TakeAll();
    return std::move(copy_);
  }

  const Shape& shape() const { return shape_; }

 private:
  Status ReadEntry(size_t i, size_t skipped) {
    if (spec_.Has(spec_.options.ellipsis_mask(), i)) {
      if (ellipsis_seen_) return InvalidModel("has two ellipses");
      ellipsis_seen_ = true;
      for (size_t n = 0; n < skipped; ++n) TakeAll();
      return {};
    }
    if (spec_.Has(spec_.options.new_axis_mask(), i)) {
      shape_.push_back(1);
      return {};
    }
    const bool shrink = spec_.Has(spec_.options.shrink_axis_mask(), i);
    const int64_t size = input_[dimension_];
    SCIOT_ASSIGN(const Taken taken, shrink ? TakeOne(spec_, i, size) : TakeRange(spec_, i, size));
    copy_.input_offset += taken.begin * strides_[dimension_];
    copy_.extents.push_back({static_cast<uint64_t>(taken.count), taken.stride * strides_[dimension_], 0});
    if (!shrink) shape_.push_back(static_cast<int32_t>(taken.count));
    ++dimension_;
    return {};
  }

  void TakeAll() {
    copy_.extents.push_back({static_cast<uint64_t>(input_[dimension_]), strides_[dimension_], 0});
    shape_.push_back(input_[dimension_]);
    ++dimension_;
  }

  const SliceSpec& spec_;
  const Shape& input_;
  const std::vector<int64_t> strides_;
  graph::StridedCopy copy_;
  Shape shape_;
  size_t dimension_ = 0;
  bool ellipsis_seen_ = false;
};

// The output is contiguous: its strides follow from the counts.
void FillOutputStrides(graph::StridedCopy& copy) {
  int64_t stride = 1;
  for (auto extent = copy.extents.rbegin(); extent != copy.extents.rend(); ++extent) {
    extent->output_stride = stride;
    stride *= static_cast<int64_t>(extent->count);
  }
}

// Cuts input `value` along `axis` into pieces of these sizes, one for each output.
Status LoadPieces(const OperatorSource& source, graph::Node& node, uint32_t value, uint32_t axis,
                  const std::vector<int32_t>& sizes) {
  const graph::Tensor& input = Input(source, node, value);
  const std::vector<int64_t> strides = Strides(input.spec.shape);
  std::vector<graph::StridedCopy> copies;
  int64_t begin = 0;
  for (uint32_t i = 0; i < sizes.size(); ++i) {
    Shape shape = input.spec.shape;
    shape[axis] = sizes[i];
    SCIOT_TRY(CheckSameType(input, Output(source, node, i)));
    SCIOT_TRY(CheckShape(Output(source, node, i), shape, "output"));
    graph::StridedCopy copy = CopyBlock(shape, strides, Strides(shape));
    copy.input = value;
    copy.output = i;
    copy.input_offset = begin * strides[axis];
    copies.push_back(std::move(copy));
    begin += sizes[i];
  }
  SCIOT_ASSIGN(node.options, MakeCopies(std::move(copies)));
  return {};
}

// The one value of a constant axis tensor.
Result<uint32_t> ReadAxis(const graph::Tensor& axis, const Shape& shape) {
  SCIOT_ASSIGN(const std::vector<int64_t> values, ReadIntegers(axis, 1, "axis"));
  return NormalizeAxis(values[0], shape.size());
}

// Sizes as SPLIT_V states them: one of them may be -1, for what is left.
Result<std::vector<int32_t>> ResolveSizes(std::vector<int64_t> sizes, int64_t dimension) {
  int64_t known = 0;
  int64_t* open = nullptr;
  for (int64_t& size : sizes) {
    if (size == -1 && open == nullptr) {
      open = &size;
    } else if (size < 1 || size > dimension) {
      return InvalidModel("size " + std::to_string(size) + " of a dimension of " + std::to_string(dimension));
    } else {
      known += size;
    }
  }
  if (open != nullptr) *open = dimension - known;
  if ((open != nullptr && *open < 1) || (open == nullptr && known != dimension)) {
    return InvalidModel("sizes do not add up to a dimension of " + std::to_string(dimension));
  }
  return std::vector<int32_t>(sizes.begin(), sizes.end());
}

}  // namespace

Status LoadSlice(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 3, 3, 1));
  const graph::Tensor& input = Input(source, node, 0);
  const Shape& shape = input.spec.shape;
  SCIOT_TRY(CheckSameType(input, Output(source, node, 0)));
  SCIOT_ASSIGN(const auto begin, ReadIntegers(Input(source, node, 1), shape.size(), "begin"));
  SCIOT_ASSIGN(const auto size, ReadIntegers(Input(source, node, 2), shape.size(), "size"));
  Shape taken;
  for (size_t i = 0; i < shape.size(); ++i) {
    const int64_t rest = begin[i] >= 0 && begin[i] < shape[i] ? shape[i] - begin[i] : 0;
    const int64_t count = size[i] == -1 ? rest : size[i];
    if (count < 1 || count > rest) {
      return InvalidModel("takes " + std::to_string(size[i]) + " from " + std::to_string(begin[i]) + " of dimension " +
                          std::to_string(i) + " of shape " + ToString(shape));
    }
    taken.push_back(static_cast<int32_t>(count));
  }
  SCIOT_TRY(CheckShape(Output(source, node, 0), taken, "output"));
  const std::vector<int64_t> strides = Strides(shape);
  graph::StridedCopy copy = CopyBlock(taken, strides, Strides(taken));
  for (size_t i = 0; i < shape.size(); ++i) copy.input_offset += begin[i] * strides[i];
  SCIOT_ASSIGN(node.options, MakeCopies({std::move(copy)}));
  return {};
}

Status LoadStridedSlice(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 4, 4, 1));
  const graph::Tensor& input = Input(source, node, 0);
  SCIOT_TRY(CheckSameType(input, Output(source, node, 0)));
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_StridedSliceOptions()));
  SliceSpec spec{*options, {}, {}, {}};
  SCIOT_ASSIGN(spec.begin, ReadIntegers(Input(source, node, 1), "begin"));
  SCIOT_ASSIGN(spec.end, ReadIntegers(Input(source, node, 2), spec.begin.size(), "end"));
  SCIOT_ASSIGN(spec.strides, ReadIntegers(Input(source, node, 3), spec.begin.size(), "strides"));
  StridedSliceReader reader(spec, input.spec.shape);
  SCIOT_ASSIGN(graph::StridedCopy copy, reader.Read());
  SCIOT_TRY(CheckShape(Output(source, node, 0), reader.shape(), "output"));
  FillOutputStrides(copy);
  SCIOT_ASSIGN(node.options, MakeCopies({std::move(copy)}));
  return {};
}

// The axis is the first input.
Status LoadSplit(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, std::max<size_t>(node.outputs.size(), 1)));
  const Shape& shape = Input(source, node, 1).spec.shape;
  SCIOT_ASSIGN(const uint32_t axis, ReadAxis(Input(source, node, 0), shape));
  const auto pieces = static_cast<int64_t>(node.outputs.size());
  if (shape[axis] % pieces != 0) {
    return InvalidModel("cannot split a dimension of " + std::to_string(shape[axis]) + " into " +
                        std::to_string(pieces));
  }
  const auto size = static_cast<int32_t>(shape[axis] / pieces);
  return LoadPieces(source, node, 1, axis, std::vector<int32_t>(node.outputs.size(), size));
}

Status LoadSplitV(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 3, 3, std::max<size_t>(node.outputs.size(), 1)));
  const Shape& shape = Input(source, node, 0).spec.shape;
  SCIOT_ASSIGN(auto sizes, ReadIntegers(Input(source, node, 1), node.outputs.size(), "sizes"));
  SCIOT_ASSIGN(const uint32_t axis, ReadAxis(Input(source, node, 2), shape));
  SCIOT_ASSIGN(const std::vector<int32_t> resolved, ResolveSizes(std::move(sizes), shape[axis]));
  return LoadPieces(source, node, 0, axis, resolved);
}

Status LoadUnpack(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 1, 1, std::max<size_t>(node.outputs.size(), 1)));
  const graph::Tensor& input = Input(source, node, 0);
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_UnpackOptions()));
  SCIOT_ASSIGN(const uint32_t axis, NormalizeAxis(options->axis(), input.spec.shape.size()));
  Shape rest = input.spec.shape;
  if (static_cast<size_t>(rest[axis]) != node.outputs.size()) {
    return InvalidModel("has " + std::to_string(node.outputs.size()) + " outputs for a dimension of " +
                        std::to_string(rest[axis]));
  }
  rest.erase(rest.begin() + axis);
  std::vector<int64_t> strides = Strides(input.spec.shape);
  const int64_t step = strides[axis];
  strides.erase(strides.begin() + axis);
  std::vector<graph::StridedCopy> copies;
  for (uint32_t i = 0; i < node.outputs.size(); ++i) {
    SCIOT_TRY(CheckSameType(input, Output(source, node, i)));
    SCIOT_TRY(CheckShape(Output(source, node, i), rest, "output"));
    graph::StridedCopy copy = CopyBlock(rest, strides, Strides(rest));
    copy.output = i;
    copy.input_offset = i * step;
    copies.push_back(std::move(copy));
  }
  SCIOT_ASSIGN(node.options, MakeCopies(std::move(copies)));
  return {};
}

}  // namespace sciot::model
