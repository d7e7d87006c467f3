#include "model/operators/operator_table.h"

#include <algorithm>
#include <array>

namespace sciot::model {
namespace {

using graph::OpCode;

constexpr TypeSet kFloat{DataType::kFloat32};
constexpr TypeSet kReal{DataType::kFloat32, DataType::kInt8, DataType::kUint8};
constexpr TypeSet kNumber{DataType::kFloat32, DataType::kInt8, DataType::kUint8, DataType::kInt32, DataType::kInt64};
constexpr TypeSet kComparable{DataType::kFloat32, DataType::kInt8,  DataType::kUint8,
                              DataType::kInt32,   DataType::kInt64, DataType::kBool};
constexpr TypeSet kAny{DataType::kFloat32, DataType::kInt8,  DataType::kUint8, DataType::kInt16,
                       DataType::kInt32,   DataType::kInt64, DataType::kBool};
constexpr TypeSet kPlainNumber{DataType::kFloat32, DataType::kInt32, DataType::kInt64};
constexpr TypeSet kInteger{DataType::kInt32, DataType::kInt64};
constexpr TypeSet kBool{DataType::kBool};
constexpr TypeSet kDequantizable{DataType::kInt8, DataType::kUint8, DataType::kFloat16};

constexpr std::array kTable = std::to_array<OperatorRow>({
    {OpCode::kAbs, kNumber, LoadElementwise},
    {OpCode::kAdd, kNumber, LoadBinary},
    {OpCode::kAddN, kPlainNumber, LoadAddN},
    {OpCode::kArgMax, kNumber, LoadArgMinMax},
    {OpCode::kArgMin, kNumber, LoadArgMinMax},
    {OpCode::kAtan2, kFloat, LoadBinary},
    {OpCode::kAveragePool2D, kReal, LoadPool},
    {OpCode::kBatchMatMul, kReal, LoadBatchMatMul},
    {OpCode::kBatchToSpaceNd, kAny, LoadBatchToSpaceNd},
    {OpCode::kBroadcastTo, kAny, LoadBroadcastTo},
    {OpCode::kCast, kAny, LoadCast},
    {OpCode::kCeil, kFloat, LoadElementwise},
    {OpCode::kConcatenation, kAny, LoadConcatenation},
    {OpCode::kConv2D, kReal, LoadConv2D},
    {OpCode::kCos, kFloat, LoadElementwise},
    {OpCode::kCumsum, kPlainNumber, LoadCumsum},
    {OpCode::kDepthToSpace, kAny, LoadDepthToSpace},
    {OpCode::kDepthwiseConv2D, kReal, LoadDepthwiseConv2D},
    {OpCode::kDequantize, kDequantizable, LoadDequantize},
    {OpCode::kDiv, kNumber, LoadBinary},
    {OpCode::kElu, kReal, LoadElementwise},
    {OpCode::kEqual, kComparable, LoadComparison},
    {OpCode::kExp, kReal, LoadElementwise},
    {OpCode::kExpandDims, kAny, LoadReshape},
    {OpCode::kFill, kAny, LoadFill, 1},
    {OpCode::kFloor, kFloat, LoadElementwise},
    {OpCode::kFloorDiv, kPlainNumber, LoadBinary},
    {OpCode::kFloorMod, kPlainNumber, LoadBinary},
    {OpCode::kFullyConnected, kReal, LoadFullyConnected},
    {OpCode::kGather, kAny, LoadGather},
    {OpCode::kGatherNd, kAny, LoadGatherNd},
    {OpCode::kGelu, kReal, LoadGelu},
    {OpCode::kGreater, kNumber, LoadComparison},
    {OpCode::kGreaterEqual, kNumber, LoadComparison},
    {OpCode::kHardSwish, kReal, LoadElementwise},
    {OpCode::kL2Normalization, kReal, LoadL2Normalization},
    {OpCode::kL2Pool2D, kFloat, LoadPool},
    {OpCode::kLeakyRelu, kReal, LoadLeakyRelu},
    {OpCode::kLess, kNumber, LoadComparison},
    {OpCode::kLessEqual, kNumber, LoadComparison},
    {OpCode::kLocalResponseNormalization, kFloat, LoadLocalResponseNormalization},
    {OpCode::kLog, kReal, LoadElementwise},
    {OpCode::kLogicalAnd, kBool, LoadComparison},
    {OpCode::kLogicalNot, kBool, LoadElementwise},
    {OpCode::kLogicalOr, kBool, LoadComparison},
    {OpCode::kLogSoftmax, kReal, LoadLogSoftmax},
    {OpCode::kLogistic, kReal, LoadElementwise},
    {OpCode::kMaximum, kNumber, LoadBinary},
    {OpCode::kMaxPool2D, kReal, LoadPool},
    {OpCode::kMean, kNumber, LoadReduce},
    {OpCode::kMinimum, kNumber, LoadBinary},
    {OpCode::kMirrorPad, kAny, LoadMirrorPad},
    {OpCode::kMul, kNumber, LoadBinary},
    {OpCode::kNeg, kNumber, LoadElementwise},
    {OpCode::kNotEqual, kComparable, LoadComparison},
    {OpCode::kOneHot, kInteger, LoadOneHot},
    {OpCode::kPack, kAny, LoadPack},
    {OpCode::kPad, kAny, LoadPad},
    {OpCode::kPadV2, kAny, LoadPad},
    {OpCode::kPow, kPlainNumber, LoadBinary},
    {OpCode::kPrelu, kReal, LoadPrelu},
    {OpCode::kQuantize, kReal, LoadQuantize},
    {OpCode::kReduceAll, kBool, LoadReduce},
    {OpCode::kReduceAny, kBool, LoadReduce},
    {OpCode::kReduceMax, kNumber, LoadReduce},
    {OpCode::kReduceMin, kNumber, LoadReduce},
    {OpCode::kReduceProd, kNumber, LoadReduce},
    {OpCode::kRelu, kReal, LoadRelu},
    {OpCode::kRelu6, kReal, LoadRelu},
    {OpCode::kReluN1To1, kReal, LoadRelu},
    {OpCode::kReluZeroTo1, kReal, LoadRelu},
    {OpCode::kReshape, kAny, LoadReshape},
    {OpCode::kResizeBilinear, kReal, LoadResizeBilinear},
    {OpCode::kResizeNearestNeighbor, kAny, LoadResizeNearestNeighbor},
    {OpCode::kReverseV2, kAny, LoadReverseV2},
    {OpCode::kRound, kFloat, LoadElementwise},
    {OpCode::kRsqrt, kReal, LoadElementwise},
    {OpCode::kSelect, kAny, LoadSelect, 1},
    {OpCode::kSelectV2, kAny, LoadSelect, 1},
    {OpCode::kSign, kPlainNumber, LoadElementwise},
    {OpCode::kSin, kFloat, LoadElementwise},
    {OpCode::kSlice, kAny, LoadSlice},
    {OpCode::kSoftmax, kReal, LoadSoftmax},
    {OpCode::kSpaceToBatchNd, kAny, LoadSpaceToBatchNd},
    {OpCode::kSpaceToDepth, kAny, LoadSpaceToDepth},
    {OpCode::kSplit, kAny, LoadSplit, 1},
    {OpCode::kSplitV, kAny, LoadSplitV},
    {OpCode::kSqrt, kReal, LoadElementwise},
    {OpCode::kSquare, kNumber, LoadElementwise},
    {OpCode::kSquaredDifference, kNumber, LoadBinary},
    {OpCode::kSqueeze, kAny, LoadReshape},
    {OpCode::kStridedSlice, kAny, LoadStridedSlice},
    {OpCode::kSub, kNumber, LoadBinary},
    {OpCode::kSum, kNumber, LoadReduce},
    {OpCode::kTanh, kReal, LoadElementwise},
    {OpCode::kTile, kAny, LoadTile},
    {OpCode::kTopKV2, kNumber, LoadTopKV2},
    {OpCode::kTranspose, kAny, LoadTranspose},
    {OpCode::kTransposeConv, kReal, LoadTransposeConv, 2},
    {OpCode::kUnpack, kAny, LoadUnpack},
    {OpCode::kZerosLike, kAny, LoadZerosLike},
});

// Kernels walk at most this many dimensions.
constexpr size_t kMaxRank = 8;

Status CheckRank(const graph::Tensor& tensor) {
  const size_t rank = tensor.spec.shape.size();
  if (rank <= kMaxRank) return {};
  return UnsupportedModel("tensor '" + tensor.spec.name + "' has " + std::to_string(rank) + " dimensions, more than " +
                          std::to_string(kMaxRank));
}

}  // namespace

std::span<const OperatorRow> OperatorTable() {
  return kTable;
}

const OperatorRow* FindOperator(OpCode code) {
  const auto row = std::find_if(kTable.begin(), kTable.end(), [&](const OperatorRow& r) { return r.code == code; });
  return row == kTable.end() ? nullptr : &*row;
}

Status LoadNode(const OperatorRow& row, const OperatorSource& source, graph::Node& node) {
  if (const graph::Tensor* data = InputOrNull(source, node, row.data); data != nullptr) {
    if (!row.types.contains(data->spec.type)) {
      return UnsupportedModel("its data ('" + data->spec.name + "') are " + DataTypeName(data->spec.type) +
                              "; it runs on " + row.types.ToText());
    }
  }
  for (size_t i = 0; i < node.inputs.size(); ++i) {
    const graph::Tensor* input = InputOrNull(source, node, i);
    if (input != nullptr) SCIOT_TRY(CheckRank(*input));
  }
  for (size_t i = 0; i < node.outputs.size(); ++i) SCIOT_TRY(CheckRank(Output(source, node, i)));
  return row.load(source, node);
}

}  // namespace sciot::model
