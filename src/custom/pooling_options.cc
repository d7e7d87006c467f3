#include "custom/pooling_options.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>

#include "custom/node_checks.h"

namespace sciot::custom {
namespace {

constexpr int64_t kMostFilterElements = int64_t{1} << 20;

enum Field : size_t { kPadding, kStrideWidth, kStrideHeight, kFilterWidth, kFilterHeight, kActivation, kFields };

Status ReadActivation(int32_t activation, PoolingOptions& options) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  switch (activation) {
    case 0:  // none
      options.min = -kInfinity, options.max = kInfinity;
      return {};
    case 1:  // RELU
      options.min = 0, options.max = kInfinity;
      return {};
    case 2:  // RELU_N1_TO_1
      options.min = -1, options.max = 1;
      return {};
    case 3:  // RELU6
      options.min = 0, options.max = 6;
      return {};
    default:
      return UnsupportedNode("activation " + std::to_string(activation) + " is no clamp");
  }
}

Status CheckWindow(const PoolingOptions& options) {
  for (int32_t stride : {options.stride_width, options.stride_height}) {
    if (stride < 1) return InvalidNode("stride is " + std::to_string(stride));
  }
  for (int32_t size : {options.filter_width, options.filter_height}) {
    if (size < 1) return InvalidNode("filter size is " + std::to_string(size));
  }
  if (int64_t{options.filter_width} * options.filter_height <= kMostFilterElements) return {};
  return InvalidNode("a filter of " + std::to_string(options.filter_height) + "x" +
                     std::to_string(options.filter_width) + " is too large");
}

}  // namespace

Result<PoolingOptions> ReadPoolingOptions(std::span<const std::byte> options) {
  std::array<int32_t, kFields> fields{};
  if (options.size() < sizeof(fields)) {
    return InvalidNode("has " + std::to_string(options.size()) + " bytes of options, needs " +
                       std::to_string(sizeof(fields)));
  }
  std::memcpy(fields.data(), options.data(), sizeof(fields));
  if (fields[kPadding] != 1 && fields[kPadding] != 2) {
    return InvalidNode("padding " + std::to_string(fields[kPadding]) + " is neither SAME nor VALID");
  }
  PoolingOptions result;
  result.same_padding = fields[kPadding] == 1;
  result.stride_width = fields[kStrideWidth], result.stride_height = fields[kStrideHeight];
  result.filter_width = fields[kFilterWidth], result.filter_height = fields[kFilterHeight];
  SCIOT_TRY(CheckWindow(result));
  SCIOT_TRY(ReadActivation(fields[kActivation], result));
  return result;
}

}  // namespace sciot::custom
