// Operators and their options, as plain data. A new operator adds its code here, and an options struct if no other
// fits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "sciot/custom_operator.h"

namespace sciot::graph {

// The numbers are those of TFLite's BuiltinOperator. Every number of the format can be held; the named ones
// are those this project runs.
enum class OpCode : int32_t {
  kAdd = 0,
  kAveragePool2D = 1,
  kConcatenation = 2,
  kConv2D = 3,
  kDepthwiseConv2D = 4,
  kDepthToSpace = 5,
  kDequantize = 6,
  kFloor = 8,
  kFullyConnected = 9,
  kL2Normalization = 11,
  kL2Pool2D = 12,
  kLocalResponseNormalization = 13,
  kLogistic = 14,
  kMaxPool2D = 17,
  kMul = 18,
  kRelu = 19,
  kReluN1To1 = 20,
  kRelu6 = 21,
  kReshape = 22,
  kResizeBilinear = 23,
  kSoftmax = 25,
  kSpaceToDepth = 26,
  kTanh = 28,
  kCustom = 32,
  kPad = 34,
  kGather = 36,
  kBatchToSpaceNd = 37,
  kSpaceToBatchNd = 38,
  kTranspose = 39,
  kMean = 40,
  kSub = 41,
  kDiv = 42,
  kSqueeze = 43,
  kStridedSlice = 45,
  kExp = 47,
  kTopKV2 = 48,
  kSplit = 49,
  kLogSoftmax = 50,
  kCast = 53,
  kPrelu = 54,
  kMaximum = 55,
  kArgMax = 56,
  kMinimum = 57,
  kLess = 58,
  kNeg = 59,
  kPadV2 = 60,
  kGreater = 61,
  kGreaterEqual = 62,
  kLessEqual = 63,
  kSelect = 64,
  kSlice = 65,
  kSin = 66,
  kTransposeConv = 67,
  kTile = 69,
  kExpandDims = 70,
  kEqual = 71,
  kNotEqual = 72,
  kLog = 73,
  kSum = 74,
  kSqrt = 75,
  kRsqrt = 76,
  kShape = 77,
  kPow = 78,
  kArgMin = 79,
  kReduceProd = 81,
  kReduceMax = 82,
  kPack = 83,
  kLogicalOr = 84,
  kOneHot = 85,
  kLogicalAnd = 86,
  kLogicalNot = 87,
  kUnpack = 88,
  kReduceMin = 89,
  kFloorDiv = 90,
  kReduceAny = 91,
  kSquare = 92,
  kZerosLike = 93,
  kFill = 94,
  kFloorMod = 95,
  kRange = 96,
  kResizeNearestNeighbor = 97,
  kLeakyRelu = 98,
  kSquaredDifference = 99,
  kMirrorPad = 100,
  kAbs = 101,
  kSplitV = 102,
  kCeil = 104,
  kReverseV2 = 105,
  kAddN = 106,
  kGatherNd = 107,
  kCos = 108,
  kRank = 110,
  kElu = 111,
  kQuantize = 114,
  kRound = 116,
  kHardSwish = 117,
  kSelectV2 = 123,
  kDensify = 124,
  kBatchMatMul = 126,
  kCumsum = 128,
  kBroadcastTo = 130,
  kReduceAll = 140,
  kBroadcastArgs = 145,
  kGelu = 150,
  kReluZeroTo1 = 152,
  kAtan2 = 156,
  kSign = 158,
};

// Interval the result of an operator is clamped to: its fused activation.
struct Clamp {
  float min;
  float max;
};

// A sliding window over rows and columns. Padding is explicit: SAME and VALID are resolved at load.
struct Window2D {
  uint32_t kernel_height = 1, kernel_width = 1;
  uint32_t stride_height = 1, stride_width = 1;
  uint32_t dilation_height = 1, dilation_width = 1;
  uint32_t pad_top = 0, pad_bottom = 0, pad_left = 0, pad_right = 0;
};

// CONV_2D (inputs: image NHWC, filter OHWI, bias O or absent) and DEPTHWISE_CONV_2D (filter 1HWO).
struct ConvOptions {
  Window2D window;
  uint32_t depth_multiplier = 1;  // DEPTHWISE_CONV_2D only
  Clamp clamp;
};

// AVERAGE_POOL_2D, MAX_POOL_2D and L2_POOL_2D. Padding never counts as a value.
struct PoolOptions {
  Window2D window;
  Clamp clamp;
};

// TRANSPOSE_CONV and Convolution2DTransposeBias (filter OHWI, bias O or absent). The window slides over the output;
// its paddings are what is cut off the full result.
struct TransposeConvOptions {
  Window2D window;
  Clamp clamp;
};

// FULLY_CONNECTED: rows of the input (all but the last dimension flattened) times filter [output, input], plus bias.
struct FullyConnectedOptions {
  Clamp clamp;
  bool asymmetric_rows = false;  // of a hybrid operator: how its data become integers
};

// Two operands with NumPy broadcasting: ADD, SUB, MUL, DIV, ...; comparisons have no clamp.
struct BinaryOptions {
  Clamp clamp;
};

// RELU, RELU6, RELU_N1_TO_1: the clamp says which.
struct ActivationOptions {
  Clamp clamp;
};

// LEAKY_RELU: alpha * x below zero.
struct LeakyReluOptions {
  float alpha = 0.0F;
};

// GELU by the error function, or by its approximation with tanh.
struct GeluOptions {
  bool approximate = false;
};

struct SoftmaxOptions {
  float beta = 1.0F;
};

// PAD and PADV2: elements added before and after each dimension; what they hold is the operator's third input, else
// zero.
struct PadOptions {
  std::vector<uint32_t> before;
  std::vector<uint32_t> after;
};

// MIRROR_PAD. SYMMETRIC repeats the edge, REFLECT does not.
struct MirrorPadOptions {
  std::vector<uint32_t> before;
  bool symmetric = false;
};

// MEAN, SUM, REDUCE_MAX, ... over these axes, ascending, each below the rank; ARG_MAX and ARG_MIN over one.
struct ReduceOptions {
  std::vector<uint32_t> axes;
};

struct ConcatenationOptions {
  uint32_t axis = 0;
};

// One dimension of a copy: how many elements, and how far apart they are (in elements) where they are read and written.
struct CopyExtent {
  uint64_t count = 1;
  int64_t input_stride = 0;
  int64_t output_stride = 0;
};

// Elements of one input, from an offset on, to one output.
struct StridedCopy {
  uint32_t input = 0;   // index in Node::inputs
  uint32_t output = 0;  // index in Node::outputs
  int64_t input_offset = 0;
  int64_t output_offset = 0;
  std::vector<CopyExtent> extents;  // outermost first; at most kMaxCopyRank
};

inline constexpr size_t kMaxCopyRank = 16;

// Operators that only move elements: SLICE, STRIDED_SLICE, SPLIT, UNPACK, PACK, TRANSPOSE, TILE, DEPTH_TO_SPACE, ...
// Together the copies write every element of every output once.
struct CopyOptions {
  std::vector<StridedCopy> copies;
};

// GATHER: slices of the input along `axis`, one for each index of the second input; the first `batch_dims`
// dimensions of both are walked together.
struct GatherOptions {
  uint32_t axis = 0;
  uint32_t batch_dims = 0;
};

// RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR to the size of the output.
struct ResizeOptions {
  bool align_corners = false;
  bool half_pixel_centers = false;
};

// SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND on rows and columns: an image of N becomes block_height * block_width of N /
// that number, and back. The paddings are around the image, added or cut off.
struct BlockOptions {
  uint32_t block_height = 1, block_width = 1;
  uint32_t pad_top = 0, pad_left = 0;
};

// CUMSUM: each element becomes the sum of those up to it along the axis.
struct CumsumOptions {
  uint32_t axis = 0;
  bool exclusive = false;  // without itself
  bool reverse = false;    // from the end
};

// LOCAL_RESPONSE_NORMALIZATION: x * (bias + alpha * sum of squares over 2 * radius + 1 channels) ^ -beta.
struct LocalResponseOptions {
  uint32_t radius = 0;
  float bias = 0.0F, alpha = 0.0F, beta = 0.0F;
};

// ONE_HOT: the new dimension's place.
struct OneHotOptions {
  uint32_t axis = 0;
};

// BATCH_MATMUL: whether the last two dimensions of an operand are swapped.
struct MatMulOptions {
  bool transpose_left = false;
  bool transpose_right = false;
};

// An operator outside the format.
struct CustomOptions {
  std::shared_ptr<const CustomOperator> custom;
  ByteView data;  // points into the model file
};

// monostate: the operator has no options (RESHAPE, LOGISTIC, ...).
using Options =
    std::variant<std::monostate, ConvOptions, TransposeConvOptions, PoolOptions, FullyConnectedOptions, BinaryOptions,
                 ActivationOptions, LeakyReluOptions, GeluOptions, SoftmaxOptions, PadOptions, MirrorPadOptions,
                 ReduceOptions, ConcatenationOptions, CopyOptions, GatherOptions, ResizeOptions, BlockOptions,
                 CumsumOptions, LocalResponseOptions, OneHotOptions, MatMulOptions, CustomOptions>;

}  // namespace sciot::graph
