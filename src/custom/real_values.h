// Tensors of FP32, INT8 or UINT8 as real numbers.
#pragma once

#include <vector>

#include "sciot/custom_operator.h"

namespace sciot::custom {

// Reads a tensor as FP32, into memory of its own where it is not stored so.
class RealValues {
 public:
  // Requires that CheckReal has passed the tensor.
  explicit RealValues(const CustomTensor& tensor);

  // The values of `stored`; valid until the next call, and as long as `stored` is.
  std::span<const float> Read(std::span<const std::byte> stored);

 private:
  DataType type_;
  float scale_;
  float zero_point_;
  std::vector<float> values_;  // empty for FP32
};

}  // namespace sciot::custom
