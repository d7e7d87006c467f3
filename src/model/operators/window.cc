#include "model/operators/window.h"

#include <algorithm>

namespace sciot::model {
namespace {

// One dimension of a window, rows or columns.
struct Extent {
  int64_t input, kernel, stride, dilation;
};

struct ResolvedExtent {
  uint32_t pad_before = 0, pad_after = 0;
  int32_t output = 0;
};

Status CheckPositive(int64_t value, const char* what) {
  if (value >= 1 && value <= INT32_MAX) return {};
  return InvalidModel(std::string(what) + " is " + std::to_string(value));
}

Status CheckExtent(const Extent& extent) {
  SCIOT_TRY(CheckPositive(extent.kernel, "kernel size"));
  SCIOT_TRY(CheckPositive(extent.stride, "stride"));
  return CheckPositive(extent.dilation, "dilation");
}

Result<ResolvedExtent> Resolve(const Extent& extent, tflite::Padding padding) {
  SCIOT_TRY(CheckExtent(extent));
  const int64_t reach = (extent.kernel - 1) * extent.dilation + 1;
  if (padding == tflite::Padding::VALID) {
    if (reach > extent.input) {
      return InvalidModel("a window of " + std::to_string(reach) + " does not fit an input of " +
                          std::to_string(extent.input));
    }
    return ResolvedExtent{0, 0, static_cast<int32_t>((extent.input - reach) / extent.stride + 1)};
  }
  const int64_t output = (extent.input + extent.stride - 1) / extent.stride;
  const int64_t total = std::max<int64_t>(0, (output - 1) * extent.stride + reach - extent.input);
  if (total > INT32_MAX) return InvalidModel("a window of " + std::to_string(reach) + " is too large");
  return ResolvedExtent{static_cast<uint32_t>(total / 2), static_cast<uint32_t>(total - total / 2),
                        static_cast<int32_t>(output)};
}

// Kernels keep one pointer per window element and output position.
Status CheckIndirection(const FileWindow& file, const ResolvedWindow& resolved, const Limits& limits) {
  uint64_t bytes = sizeof(void*);
  bool overflow = false;
  for (int64_t factor :
       {file.kernel_height, file.kernel_width, int64_t{resolved.output_height}, int64_t{resolved.output_width}}) {
    overflow = __builtin_mul_overflow(bytes, static_cast<uint64_t>(factor), &bytes) || overflow;
  }
  if (!overflow && bytes <= limits.max_activation_bytes) return {};
  return Error{ErrorCode::kTooLarge,
               "a window of " + std::to_string(file.kernel_height) + "x" + std::to_string(file.kernel_width) +
                   " over " + std::to_string(resolved.output_height) + "x" + std::to_string(resolved.output_width) +
                   " positions exceeds max_activation_bytes"};
}

}  // namespace

Result<ResolvedWindow> ResolveWindow(const FileWindow& file, const Shape& image, const Limits& limits) {
  if (image.size() != 4) return InvalidModel("input has shape " + ToString(image) + ", not [N,H,W,C]");
  if (file.padding != tflite::Padding::SAME && file.padding != tflite::Padding::VALID) {
    return InvalidModel("padding " + std::to_string(static_cast<int>(file.padding)) + " is neither SAME nor VALID");
  }
  const Extent rows{image[1], file.kernel_height, file.stride_height, file.dilation_height};
  const Extent columns{image[2], file.kernel_width, file.stride_width, file.dilation_width};
  SCIOT_ASSIGN(const ResolvedExtent vertical, Resolve(rows, file.padding));
  SCIOT_ASSIGN(const ResolvedExtent horizontal, Resolve(columns, file.padding));
  const auto u32 = [](int64_t value) { return static_cast<uint32_t>(value); };
  ResolvedWindow resolved;
  resolved.window = {u32(file.kernel_height), u32(file.kernel_width),    u32(file.stride_height),
                     u32(file.stride_width),  u32(file.dilation_height), u32(file.dilation_width),
                     vertical.pad_before,     vertical.pad_after,        horizontal.pad_before,
                     horizontal.pad_after};
  resolved.output_height = vertical.output;
  resolved.output_width = horizontal.output;
  SCIOT_TRY(CheckIndirection(file, resolved, limits));
  return resolved;
}

}  // namespace sciot::model
