#include "graph/quantization.h"

namespace sciot::graph {
namespace {

// How many elements lie side by side under one scale.
size_t RunLength(const Tensor& tensor) {
  const Shape& shape = tensor.spec.shape;
  if (tensor.quantization.scales.size() == 1) return tensor.spec.element_count();
  size_t run = 1;
  for (size_t i = tensor.quantization.axis + size_t{1}; i < shape.size(); ++i) run *= static_cast<size_t>(shape[i]);
  return run;
}

template <typename T>
void Dequantize(const Tensor& tensor, std::span<float> values) {
  const auto* stored = reinterpret_cast<const T*>(tensor.constant.data());
  const auto& [scales, zero_points, axis] = tensor.quantization;
  const size_t run = RunLength(tensor);
  for (size_t i = 0; i < values.size(); ++i) {
    const size_t slice = i / run % scales.size();
    const int64_t zero = zero_points.empty() ? 0 : zero_points[zero_points.size() == 1 ? 0 : slice];
    values[i] = scales[slice] * static_cast<float>(stored[i] - zero);
  }
}

}  // namespace

void DequantizeConstant(const Tensor& tensor, std::span<float> values) {
  if (tensor.spec.type == DataType::kInt8) {
    Dequantize<int8_t>(tensor, values);
  } else {
    Dequantize<uint8_t>(tensor, values);
  }
}

}  // namespace sciot::graph
