#include "model/constant_folding.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <numeric>
#include <span>

#include "model/operators/operator.h"

namespace sciot::model {
namespace {

using graph::OpCode;
using Integers = std::vector<int64_t>;

// Larger tensors are no shapes and stay in their layers.
constexpr uint64_t kMostFoldedElements = 4096;

bool IsSmallInteger(const graph::Tensor& tensor) {
  const DataType type = tensor.spec.type;
  return (type == DataType::kInt32 || type == DataType::kInt64) && Elements(tensor) <= kMostFoldedElements;
}

// A node as numbers: its inputs' values in, its outputs' values out.
struct Sums {
  const graph::Graph& graph;
  const graph::Node& node;
  std::vector<Integers> inputs;

  const graph::Tensor& output(size_t i) const { return graph.tensors[node.outputs[i]]; }
};

// Sums and products wrap.
int64_t Wrapped(uint64_t value) {
  return static_cast<int64_t>(value);
}

int64_t FloorQuotient(int64_t a, int64_t b) {
  if (b == 0 || b == -1) return b == 0 ? 0 : Wrapped(uint64_t{0} - static_cast<uint64_t>(a));
  return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

int64_t Apply(OpCode op, int64_t a, int64_t b) {
  const auto left = static_cast<uint64_t>(a);
  const auto right = static_cast<uint64_t>(b);
  switch (op) {
    case OpCode::kAdd:
      return Wrapped(left + right);
    case OpCode::kSub:
      return Wrapped(left - right);
    case OpCode::kMul:
      return Wrapped(left * right);
    case OpCode::kFloorDiv:
      return FloorQuotient(a, b);
    case OpCode::kMaximum:
      return std::max(a, b);
    default:
      return std::min(a, b);
  }
}

// Of operands of one size, or of which one is a single number.
std::vector<Integers> FoldBinary(const Sums& sums) {
  const Integers& left = sums.inputs[0];
  const Integers& right = sums.inputs[1];
  if (left.size() != right.size() && left.size() != 1 && right.size() != 1) return {};
  Integers result(std::max(left.size(), right.size()));
  for (size_t i = 0; i < result.size(); ++i) {
    result[i] = Apply(sums.node.op, left[left.size() == 1 ? 0 : i], right[right.size() == 1 ? 0 : i]);
  }
  return {std::move(result)};
}

void Copy(std::span<const graph::CopyExtent> extents, const int64_t* from, int64_t* to) {
  for (uint64_t i = 0; i < extents[0].count; ++i) {
    if (extents.size() == 1) {
      *to = *from;
    } else {
      Copy(extents.subspan(1), from, to);
    }
    from += extents[0].input_stride;
    to += extents[0].output_stride;
  }
}

// STRIDED_SLICE, PACK, SPLIT and all others that only move elements.
std::vector<Integers> FoldCopies(const Sums& sums, const graph::CopyOptions& options) {
  std::vector<Integers> outputs;
  for (size_t i = 0; i < sums.node.outputs.size(); ++i) outputs.emplace_back(Elements(sums.output(i)));
  for (const graph::StridedCopy& copy : options.copies) {
    Copy(copy.extents, sums.inputs[copy.input].data() + copy.input_offset,
         outputs[copy.output].data() + copy.output_offset);
  }
  return outputs;
}

// Of vectors and scalars; where a tensor has more dimensions the parts do not simply follow one another.
std::vector<Integers> FoldConcatenation(const Sums& sums) {
  if (sums.output(0).spec.shape.size() != 1) return {};
  Integers result;
  for (const Integers& part : sums.inputs) result.insert(result.end(), part.begin(), part.end());
  return {std::move(result)};
}

// Elements of a vector.
std::vector<Integers> FoldGather(const Sums& sums) {
  if (sums.graph.tensors[sums.node.inputs[0]].spec.shape.size() != 1) return {};
  Integers result;
  for (int64_t index : sums.inputs[1]) {
    if (index < 0 || static_cast<size_t>(index) >= sums.inputs[0].size()) return {};
    result.push_back(sums.inputs[0][static_cast<size_t>(index)]);
  }
  return {std::move(result)};
}

std::vector<Integers> FoldProduct(const Sums& sums) {
  if (Elements(sums.output(0)) != 1) return {};
  const auto product = [](int64_t a, int64_t b) { return Apply(OpCode::kMul, a, b); };
  return {{std::accumulate(sums.inputs[0].begin(), sums.inputs[0].end(), int64_t{1}, product)}};
}

// From, to (exclusive), step.
std::vector<Integers> FoldRange(const Sums& sums) {
  const uint64_t count = Elements(sums.output(0));
  if (std::ranges::any_of(sums.inputs, &Integers::empty)) return {};
  Integers result;
  for (uint64_t i = 0; i < count; ++i) {
    const int64_t offset = Apply(OpCode::kMul, static_cast<int64_t>(i), sums.inputs[2][0]);
    result.push_back(Apply(OpCode::kAdd, sums.inputs[0][0], offset));
  }
  return {std::move(result)};
}

// The shape two shapes broadcast to.
std::vector<Integers> FoldBroadcast(const Sums& sums) {
  const auto rank = Elements(sums.output(0));
  if (rank != std::max(sums.inputs[0].size(), sums.inputs[1].size())) return {};
  Integers result(rank, 1);
  for (const Integers& shape : sums.inputs) {
    for (size_t i = 0; i < shape.size(); ++i) {
      int64_t& dimension = result[rank - shape.size() + i];
      if (dimension == 1) dimension = shape[i];
    }
  }
  return {std::move(result)};
}

std::vector<Integers> FoldShape(const graph::Graph& graph, const graph::Node& node) {
  const Shape& shape = graph.tensors[node.inputs[0]].spec.shape;
  if (node.op == OpCode::kRank) return {{static_cast<int64_t>(shape.size())}};
  return {Integers(shape.begin(), shape.end())};
}

std::vector<Integers> FoldSums(const Sums& sums) {
  if (const auto* copies = std::get_if<graph::CopyOptions>(&sums.node.options)) return FoldCopies(sums, *copies);
  switch (sums.node.op) {
    case OpCode::kAdd:
    case OpCode::kSub:
    case OpCode::kMul:
    case OpCode::kFloorDiv:
    case OpCode::kMaximum:
    case OpCode::kMinimum:
      return FoldBinary(sums);
    case OpCode::kReshape:
    case OpCode::kSqueeze:
    case OpCode::kExpandDims:
    case OpCode::kCast:
      return {sums.inputs[0]};
    case OpCode::kConcatenation:
      return FoldConcatenation(sums);
    case OpCode::kGather:
      return FoldGather(sums);
    case OpCode::kReduceProd:
      return FoldProduct(sums);
    case OpCode::kRange:
      return FoldRange(sums);
    case OpCode::kBroadcastArgs:
      return FoldBroadcast(sums);
    default:
      return {};
  }
}

Result<std::vector<Integers>> Evaluate(const graph::Graph& graph, const graph::Node& node) {
  if (node.op == OpCode::kShape || node.op == OpCode::kRank) {
    SCIOT_TRY(CheckArity(node, 1, 1, 1));
    return FoldShape(graph, node);
  }
  if (node.op == OpCode::kRange) SCIOT_TRY(CheckArity(node, 3, 3, 1));
  if (node.op == OpCode::kBroadcastArgs) SCIOT_TRY(CheckArity(node, 2, 2, 1));
  Sums sums{graph, node, {}};
  for (graph::TensorId id : node.inputs) {
    if (id == graph::kAbsentTensor || !graph.tensors[id].is_constant()) return std::vector<Integers>();
    if (!IsSmallInteger(graph.tensors[id])) return std::vector<Integers>();
    SCIOT_ASSIGN(Integers values, ReadIntegers(graph.tensors[id], "input"));
    sums.inputs.push_back(std::move(values));
  }
  return FoldSums(sums);
}

Result<ByteView> Store(const graph::Tensor& tensor, const Integers& values, ConstantStore& store) {
  if (values.size() != Elements(tensor)) {
    return InvalidModel("output has shape " + ToString(tensor.spec.shape) + " for " + std::to_string(values.size()) +
                        " values");
  }
  SCIOT_ASSIGN(const std::span<std::byte> bytes, store.Allocate(tensor.spec.byte_size()));
  const size_t width = ByteSize(tensor.spec.type);
  for (size_t i = 0; i < values.size(); ++i) {
    const auto narrow = static_cast<int32_t>(values[i]);
    std::memcpy(&bytes[i * width], width == sizeof(int64_t) ? static_cast<const void*>(&values[i]) : &narrow, width);
  }
  return ByteView(bytes);
}

}  // namespace

bool IsShapeOperator(OpCode op) {
  return op == OpCode::kShape || op == OpCode::kRank || op == OpCode::kRange || op == OpCode::kBroadcastArgs;
}

Result<std::vector<ByteView>> FoldConstants(const graph::Graph& graph, const graph::Node& node, ConstantStore& store) {
  std::vector<ByteView> constants;
  for (graph::TensorId id : node.outputs) {
    if (!IsSmallInteger(graph.tensors[id])) return constants;
  }
  SCIOT_ASSIGN(const std::vector<Integers> results, Evaluate(graph, node));
  if (results.size() != node.outputs.size()) return constants;
  for (size_t i = 0; i < results.size(); ++i) {
    SCIOT_ASSIGN(const ByteView bytes, Store(graph.tensors[node.outputs[i]], results[i], store));
    constants.push_back(bytes);
  }
  return constants;
}

}  // namespace sciot::model
