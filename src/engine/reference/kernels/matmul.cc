// BATCH_MATMUL, and L2_NORMALIZATION.
#include <algorithm>
#include <cmath>

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"

namespace sciot::engine::reference {
namespace {

// How one matrix operand is stepped through: by row and by column of the product.
struct Operand {
  const float* data;
  size_t outer_step, inner_step;
  Dims batch_strides;
};

Operand OperandOf(KernelContext& context, size_t input, bool swapped) {
  const Shape& shape = context.input_shape(input);
  const auto columns = static_cast<size_t>(shape.back());
  const Dims dims = ToDims(shape);
  Dims strides = BroadcastStrides(dims);
  strides[kMaxRank - 1] = strides[kMaxRank - 2] = 0;
  return {context.input<float>(input).data(), swapped ? 1 : columns, swapped ? columns : 1, strides};
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateBatchMatMul(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(2));
  SCIOT_TRY(CheckRank(context.output_shape()));
  const auto& options = context.options<graph::MatMulOptions>();
  const Shape& left_shape = context.input_shape(0);
  const auto depth = static_cast<size_t>(left_shape[left_shape.size() - (options.transpose_left ? 2 : 1)]);
  const Dims product = ToDims(context.output_shape());
  Dims batches = product;
  batches[kMaxRank - 1] = batches[kMaxRank - 2] = 1;
  Dims product_strides = Strides(product);
  return MakeKernel([left = OperandOf(context, 0, options.transpose_left),
                     right = OperandOf(context, 1, options.transpose_right), depth, product, batches, product_strides,
                     output = context.output<float>()] {
    std::fill(output.begin(), output.end(), 0.0F);
    const size_t rows = product[kMaxRank - 2];
    const size_t columns = product[kMaxRank - 1];
    RowWalk<3> walk(batches, {left.batch_strides, right.batch_strides, product_strides});
    do {
      const float* a = left.data + walk.offset(0);
      const float* b = right.data + walk.offset(1);
      float* c = output.data() + walk.offset(2);
      for (size_t row = 0; row < rows; ++row) {
        for (size_t k = 0; k < depth; ++k) {
          const float factor = a[row * left.outer_step + k * left.inner_step];
          for (size_t column = 0; column < columns; ++column) {
            c[row * columns + column] += factor * b[k * right.outer_step + column * right.inner_step];
          }
        }
      }
    } while (walk.Next());
  });
}

// Each run of the last dimension divided by its length, at least the square root of 1e-6.
Result<std::unique_ptr<Kernel>> CreateL2Normalization(KernelContext& context) {
  SCIOT_TRY(context.RequireFloat32(1));
  const auto channels = static_cast<size_t>(context.input_shape(0).back());
  return MakeKernel([channels, input = context.input<float>(0), output = context.output<float>()] {
    constexpr float kSmallest = 1e-6F;
    for (size_t first = 0; first < input.size(); first += channels) {
      float sum = 0.0F;
      for (float value : input.subspan(first, channels)) sum += value * value;
      const float length = std::sqrt(std::max(sum, kSmallest));
      for (size_t i = first; i < first + channels; ++i) output[i] = input[i] / length;
    }
  });
}

}  // namespace sciot::engine::reference
