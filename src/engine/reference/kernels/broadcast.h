// Functions of several operands that broadcast.
#pragma once

#include <array>

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"

namespace sciot::engine::reference {

// Calls function(left, right) for each element of the output.
template <typename In, typename Out, typename Function>
class BroadcastKernel final : public Kernel {
 public:
  BroadcastKernel(KernelContext& context, Function function)
      : function_(std::move(function)),
        inputs_{context.input<In>(0).data(), context.input<In>(1).data()},
        output_(context.output<Out>().data()),
        dims_(ToDims(context.output_shape())),
        strides_{BroadcastStrides(ToDims(context.input_shape(0))), BroadcastStrides(ToDims(context.input_shape(1))),
                 Strides(dims_)} {}

  Status Run() override {
    RowWalk<3> walk(dims_, strides_);
    do {
      const In* left = inputs_[0] + walk.offset(0);
      const In* right = inputs_[1] + walk.offset(1);
      Out* out = output_ + walk.offset(2);
      for (size_t i = 0; i < dims_.back(); ++i) {
        out[i] = function_(left[i * strides_[0].back()], right[i * strides_[1].back()]);
      }
    } while (walk.Next());
    return {};
  }

 private:
  Function function_;
  std::array<const In*, 2> inputs_;
  Out* output_;
  Dims dims_;
  std::array<Dims, 3> strides_;
};

template <typename In, typename Out, typename Function>
Result<std::unique_ptr<Kernel>> MakeBroadcast(KernelContext& context, Function function) {
  SCIOT_TRY(CheckRank(context.output_shape()));
  return std::unique_ptr<Kernel>(std::make_unique<BroadcastKernel<In, Out, Function>>(context, std::move(function)));
}

}  // namespace sciot::engine::reference
