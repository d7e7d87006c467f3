#include "engine/reference/binary.h"

#include <algorithm>
#include <functional>

namespace sciot::engine::reference {
namespace {

// A row of an operand; step 0 repeats its only element.
struct Row {
  const float* data;
  size_t step;
};

template <typename Function>
void BinaryRow(Function function, Row left, Row right, const graph::Clamp& clamp, std::span<float> output) {
  for (size_t i = 0; i < output.size(); ++i) {
    const float value = function(left.data[i * left.step], right.data[i * right.step]);
    output[i] = std::clamp(value, clamp.min, clamp.max);
  }
}

template <typename Function>
void Binary(Function function, const Operand& left, const Operand& right, const graph::Clamp& clamp, const Dims& dims,
            float* output) {
  const Dims left_strides = BroadcastStrides(left.dims);
  const Dims right_strides = BroadcastStrides(right.dims);
  RowWalk<3> walk(dims, {left_strides, right_strides, Strides(dims)});
  do {
    BinaryRow(function, Row{left.data + walk.offset(0), left_strides.back()},
              Row{right.data + walk.offset(1), right_strides.back()}, clamp, {output + walk.offset(2), dims.back()});
  } while (walk.Next());
}

}  // namespace

void Add(const Operand& left, const Operand& right, const graph::Clamp& clamp, const Dims& dims, float* output) {
  Binary(std::plus<>(), left, right, clamp, dims, output);
}

void Sub(const Operand& left, const Operand& right, const graph::Clamp& clamp, const Dims& dims, float* output) {
  Binary(std::minus<>(), left, right, clamp, dims, output);
}

void Mul(const Operand& left, const Operand& right, const graph::Clamp& clamp, const Dims& dims, float* output) {
  Binary(std::multiplies<>(), left, right, clamp, dims, output);
}

}  // namespace sciot::engine::reference
