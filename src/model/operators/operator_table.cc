#include "model/operators/operator_table.h"

#include <algorithm>
#include <array>

namespace sciot::model {
namespace {

using graph::OpCode;

constexpr std::array kTable = std::to_array<OperatorRow>({
    {OpCode::kAdd, LoadBinary},
    {OpCode::kAveragePool2D, LoadAverageOrMaxPool},
    {OpCode::kConcatenation, LoadConcatenation},
    {OpCode::kConv2D, LoadConv2D},
    {OpCode::kDepthwiseConv2D, LoadDepthwiseConv2D},
    {OpCode::kFullyConnected, LoadFullyConnected},
    {OpCode::kLogistic, LoadLogistic},
    {OpCode::kMaxPool2D, LoadAverageOrMaxPool},
    {OpCode::kMean, LoadMean},
    {OpCode::kMul, LoadBinary},
    {OpCode::kPad, LoadPad},
    {OpCode::kRelu, LoadRelu},
    {OpCode::kRelu6, LoadRelu},
    {OpCode::kReshape, LoadReshape},
    {OpCode::kSoftmax, LoadSoftmax},
    {OpCode::kSub, LoadBinary},
});

}  // namespace

std::span<const OperatorRow> OperatorTable() {
  return kTable;
}

const OperatorRow* FindOperator(OpCode code) {
  const auto row = std::find_if(kTable.begin(), kTable.end(), [&](const OperatorRow& r) { return r.code == code; });
  return row == kTable.end() ? nullptr : &*row;
}

}  // namespace sciot::model
