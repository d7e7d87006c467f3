// Operators and their options, as plain data. A new operator adds its code here, and an options struct if no other
// fits.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace sciot::graph {

// The numbers are those of TFLite's BuiltinOperator. Every number of the format can be held; the named ones
// are those this project runs.
enum class OpCode : int32_t {
  kAdd = 0,
  kAveragePool2D = 1,
  kConcatenation = 2,
  kConv2D = 3,
  kDepthwiseConv2D = 4,
  kFullyConnected = 9,
  kLogistic = 14,
  kMaxPool2D = 17,
  kMul = 18,
  kRelu = 19,
  kRelu6 = 21,
  kReshape = 22,
  kSoftmax = 25,
  kPad = 34,
  kMean = 40,
  kSub = 41,
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

// AVERAGE_POOL_2D and MAX_POOL_2D. Padding never counts as a value.
struct PoolOptions {
  Window2D window;
  Clamp clamp;
};

// FULLY_CONNECTED: rows of the input (all but the last dimension flattened) times filter [output, input], plus bias.
struct FullyConnectedOptions {
  Clamp clamp;
};

// ADD, SUB, MUL, with NumPy broadcasting.
struct BinaryOptions {
  Clamp clamp;
};

// RELU, RELU6: the clamp says which.
struct ActivationOptions {
  Clamp clamp;
};

struct SoftmaxOptions {
  float beta = 1.0F;
};

// Elements added before and after each dimension, all zero valued.
struct PadOptions {
  std::vector<uint32_t> before;
  std::vector<uint32_t> after;
};

// MEAN over these axes, ascending, each below the rank.
struct ReduceOptions {
  std::vector<uint32_t> axes;
};

struct ConcatenationOptions {
  uint32_t axis = 0;
};

// monostate: the operator has no options (RESHAPE, LOGISTIC).
using Options = std::variant<std::monostate, ConvOptions, PoolOptions, FullyConnectedOptions, BinaryOptions,
                             ActivationOptions, SoftmaxOptions, PadOptions, ReduceOptions, ConcatenationOptions>;

}  // namespace sciot::graph
