#include "engine/window.h"

namespace sciot::engine {
namespace {

// A window along one dimension.
struct Side {
  const char* name;
  uint64_t kernel, stride, dilation, pad_before, pad_after;
};

Side Vertical(const graph::Window2D& window) {
  return {"rows",         window.kernel_height, window.stride_height, window.dilation_height,
          window.pad_top, window.pad_bottom};
}

Side Horizontal(const graph::Window2D& window) {
  return {"columns",       window.kernel_width, window.stride_width, window.dilation_width,
          window.pad_left, window.pad_right};
}

Error Misfit(const Side& side, const std::string& reason) {
  return {ErrorCode::kInvalidArgument, std::string("window over ") + side.name + ": " + reason};
}

Status CheckSide(const Side& side, int32_t input, int32_t output) {
  if (side.kernel == 0 || side.stride == 0 || side.dilation == 0) {
    return Misfit(side, "size, stride and dilation must be positive");
  }
  const uint64_t padded = side.pad_before + static_cast<uint64_t>(input) + side.pad_after;
  const uint64_t covered = (side.kernel - 1) * side.dilation + 1;
  if (padded < covered) return Misfit(side, std::to_string(covered) + " exceeds " + std::to_string(padded));
  const uint64_t positions = (padded - covered) / side.stride + 1;
  if (positions == static_cast<uint64_t>(output)) return {};
  return Misfit(side, std::to_string(positions) + " positions for " + std::to_string(output) + " outputs");
}

Status CheckPoolSide(const Side& side) {
  if (side.dilation != 1) return Misfit(side, "pooling with dilation " + std::to_string(side.dilation));
  if (side.pad_before < side.kernel && side.pad_after < side.kernel) return {};
  return Misfit(side, "padding is not smaller than its size " + std::to_string(side.kernel));
}

}  // namespace

Status CheckWindow(const graph::Window2D& window, const Shape& input, const Shape& output) {
  if (input.size() != 4 || output.size() != 4 || input[0] != output[0]) {
    return Error{ErrorCode::kInvalidArgument, "window from " + ToString(input) + " to " + ToString(output)};
  }
  SCIOT_TRY(CheckSide(Vertical(window), input[1], output[1]));
  return CheckSide(Horizontal(window), input[2], output[2]);
}

Status CheckPoolWindow(const graph::Window2D& window, const Shape& input, const Shape& output) {
  SCIOT_TRY(CheckWindow(window, input, output));
  SCIOT_TRY(CheckPoolSide(Vertical(window)));
  return CheckPoolSide(Horizontal(window));
}

Status CheckClamp(const graph::Clamp& clamp) {
  if (clamp.min < clamp.max) return {};
  return Error{ErrorCode::kInvalidArgument,
               "clamp to an empty interval [" + std::to_string(clamp.min) + ", " + std::to_string(clamp.max) + "]"};
}

}  // namespace sciot::engine
