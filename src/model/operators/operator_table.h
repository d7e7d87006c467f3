// The one list of operators that can be loaded. A new operator adds its row here, and its load function.
#pragma once

#include <span>

#include "graph/operator.h"
#include "model/operators/operator.h"

namespace sciot::model {

struct OperatorRow {
  graph::OpCode code;
  TypeSet types;  // of the data: input `data`
  LoadOperator load;
  size_t data = 0;
};

// Checks the type of the data and the rank of all tensors, then loads the rest.
Status LoadNode(const OperatorRow& row, const OperatorSource& source, graph::Node& node);

// All rows, in no particular order.
std::span<const OperatorRow> OperatorTable();

// The row of `code`, or nullptr.
const OperatorRow* FindOperator(graph::OpCode code);

// One load function per operator, or per family that differs in a number only.
Status LoadAddN(const OperatorSource& source, graph::Node& node);
Status LoadArgMinMax(const OperatorSource& source, graph::Node& node);
Status LoadBatchMatMul(const OperatorSource& source, graph::Node& node);
Status LoadBatchToSpaceNd(const OperatorSource& source, graph::Node& node);
Status LoadBinary(const OperatorSource& source, graph::Node& node);
Status LoadBroadcastTo(const OperatorSource& source, graph::Node& node);
Status LoadCast(const OperatorSource& source, graph::Node& node);
Status LoadComparison(const OperatorSource& source, graph::Node& node);
Status LoadConcatenation(const OperatorSource& source, graph::Node& node);
Status LoadConv2D(const OperatorSource& source, graph::Node& node);
Status LoadCumsum(const OperatorSource& source, graph::Node& node);
Status LoadDepthToSpace(const OperatorSource& source, graph::Node& node);
Status LoadDepthwiseConv2D(const OperatorSource& source, graph::Node& node);
Status LoadDequantize(const OperatorSource& source, graph::Node& node);
Status LoadElementwise(const OperatorSource& source, graph::Node& node);
Status LoadFill(const OperatorSource& source, graph::Node& node);
Status LoadFullyConnected(const OperatorSource& source, graph::Node& node);
Status LoadGather(const OperatorSource& source, graph::Node& node);
Status LoadGatherNd(const OperatorSource& source, graph::Node& node);
Status LoadGelu(const OperatorSource& source, graph::Node& node);
Status LoadL2Normalization(const OperatorSource& source, graph::Node& node);
Status LoadLeakyRelu(const OperatorSource& source, graph::Node& node);
Status LoadLocalResponseNormalization(const OperatorSource& source, graph::Node& node);
Status LoadLogSoftmax(const OperatorSource& source, graph::Node& node);
Status LoadMirrorPad(const OperatorSource& source, graph::Node& node);
Status LoadOneHot(const OperatorSource& source, graph::Node& node);
Status LoadPack(const OperatorSource& source, graph::Node& node);
Status LoadPad(const OperatorSource& source, graph::Node& node);
Status LoadPool(const OperatorSource& source, graph::Node& node);
Status LoadPrelu(const OperatorSource& source, graph::Node& node);
Status LoadQuantize(const OperatorSource& source, graph::Node& node);
Status LoadReduce(const OperatorSource& source, graph::Node& node);
Status LoadRelu(const OperatorSource& source, graph::Node& node);
Status LoadReshape(const OperatorSource& source, graph::Node& node);
Status LoadResizeBilinear(const OperatorSource& source, graph::Node& node);
Status LoadResizeNearestNeighbor(const OperatorSource& source, graph::Node& node);
Status LoadReverseV2(const OperatorSource& source, graph::Node& node);
Status LoadSelect(const OperatorSource& source, graph::Node& node);
Status LoadSlice(const OperatorSource& source, graph::Node& node);
Status LoadSoftmax(const OperatorSource& source, graph::Node& node);
Status LoadSpaceToBatchNd(const OperatorSource& source, graph::Node& node);
Status LoadSpaceToDepth(const OperatorSource& source, graph::Node& node);
Status LoadSplit(const OperatorSource& source, graph::Node& node);
Status LoadSplitV(const OperatorSource& source, graph::Node& node);
Status LoadStridedSlice(const OperatorSource& source, graph::Node& node);
Status LoadTile(const OperatorSource& source, graph::Node& node);
Status LoadTopKV2(const OperatorSource& source, graph::Node& node);
Status LoadTranspose(const OperatorSource& source, graph::Node& node);
Status LoadTransposeConv(const OperatorSource& source, graph::Node& node);
Status LoadUnpack(const OperatorSource& source, graph::Node& node);
Status LoadZerosLike(const OperatorSource& source, graph::Node& node);

}  // namespace sciot::model
