#include "model/catalog.h"

#include <algorithm>
#include <array>

#include "model/model.h"
#include "model/operators/custom.h"
#include "model/operators/operator_table.h"
#include "model/operators/refusal.h"

namespace sciot::model {
namespace {

using graph::OpCode;

struct Limit {
  OpCode code;
  const char* text;
};

constexpr const char* kWeights =
    "filter and bias are constants; filter also INT8 for FP32 data, by channel for INT8, INT8 with zero point 0";
constexpr const char* kAxes = "axes are constants";
constexpr const char* kPaddings = "paddings are constants";
constexpr const char* kNoActivation = "no fused activation";

constexpr std::array kLimits = std::to_array<Limit>({
    {OpCode::kArgMax, "axis is a constant; output INT32 or INT64"},
    {OpCode::kArgMin, "axis is a constant; output INT32 or INT64"},
    {OpCode::kConcatenation, kNoActivation},
    {OpCode::kConv2D, kWeights},
    {OpCode::kDepthwiseConv2D, kWeights},
    {OpCode::kDequantize, "FP16 of constants only, done at load; output FP32"},
    {OpCode::kFullyConnected, "filter and bias are constants, weights not shuffled; filter also INT8 for FP32 data"},
    {OpCode::kGather, "indices INT32 or INT64"},
    {OpCode::kL2Normalization, kNoActivation},
    {OpCode::kMean, kAxes},
    {OpCode::kMirrorPad, kPaddings},
    {OpCode::kPad, kPaddings},
    {OpCode::kPadV2, "paddings and value are constants"},
    {OpCode::kReduceMax, kAxes},
    {OpCode::kReduceMin, kAxes},
    {OpCode::kReduceProd, kAxes},
    {OpCode::kReshape, "the new shape, if it is an input, is a constant"},
    {OpCode::kResizeBilinear, "size is a constant"},
    {OpCode::kResizeNearestNeighbor, "size is a constant"},
    {OpCode::kSelect, "the condition is BOOL"},
    {OpCode::kSelectV2, "the condition is BOOL"},
    {OpCode::kSlice, "begin and size are constants; the result is not empty"},
    {OpCode::kSplit, "axis is a constant"},
    {OpCode::kSplitV, "axis and sizes are constants"},
    {OpCode::kStridedSlice, "begin, end and strides are constants; the result is not empty"},
    {OpCode::kSum, kAxes},
    {OpCode::kTile, "multiples are constants"},
    {OpCode::kTranspose, "the permutation is a constant"},
    {OpCode::kTransposeConv, "output shape, filter and bias are constants"},
});

std::string LimitsOf(OpCode code) {
  const auto limit = std::find_if(kLimits.begin(), kLimits.end(), [code](const Limit& l) { return l.code == code; });
  return limit == kLimits.end() ? "" : limit->text;
}

}  // namespace

std::vector<OperatorDescription> DescribeOperators() {
  std::vector<OperatorDescription> descriptions;
  for (const OperatorRow& row : OperatorTable()) {
    descriptions.push_back({OperatorName(row.code), row.code, row.types.ToText(), LimitsOf(row.code)});
  }
  descriptions.push_back({OperatorName(OpCode::kDensify), OpCode::kDensify, "every type",
                          "of a sparse constant, which is unpacked at load"});
  std::sort(descriptions.begin(), descriptions.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return descriptions;
}

std::vector<RefusedOperators> DescribeRefusals() {
  std::vector<RefusedOperators> groups;
  for (const Refusal& refusal : Refusals()) {
    auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.why == refusal.why; });
    if (group == groups.end()) group = groups.insert(group, {"", refusal.why});
    group->names += (group->names.empty() ? "" : ", ") + OperatorName(static_cast<OpCode>(refusal.op));
  }
  return groups;
}

}  // namespace sciot::model
