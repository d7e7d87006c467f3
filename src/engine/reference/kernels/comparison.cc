// Operators that yield, or choose by, truth values.
#include <functional>

#include "engine/reference/kernels/broadcast.h"

namespace sciot::engine::reference {
namespace {

using graph::OpCode;

template <typename T, typename Function>
Result<std::unique_ptr<Kernel>> MakeTest(KernelContext& context, Function function) {
  return MakeBroadcast<T, uint8_t>(context, [function](T a, T b) { return static_cast<uint8_t>(function(a, b)); });
}

template <typename T>
Result<std::unique_ptr<Kernel>> CreateFor(KernelContext& context) {
  switch (context.node().op) {
    case OpCode::kEqual:
      return MakeTest<T>(context, std::equal_to<T>());
    case OpCode::kNotEqual:
      return MakeTest<T>(context, std::not_equal_to<T>());
    case OpCode::kLess:
      return MakeTest<T>(context, std::less<T>());
    case OpCode::kLessEqual:
      return MakeTest<T>(context, std::less_equal<T>());
    case OpCode::kGreater:
      return MakeTest<T>(context, std::greater<T>());
    case OpCode::kGreaterEqual:
      return MakeTest<T>(context, std::greater_equal<T>());
    case OpCode::kLogicalAnd:
      return MakeTest<T>(context, [](T a, T b) { return a != 0 && b != 0; });
    case OpCode::kLogicalOr:
      return MakeTest<T>(context, [](T a, T b) { return a != 0 || b != 0; });
    default:
      return Error{ErrorCode::kUnsupported, "no comparison"};
  }
}

// Elements of `bytes` bytes each, whatever their type.
template <typename T>
Result<std::unique_ptr<Kernel>> CreateSelectOf(KernelContext& context, const Dims& condition) {
  const Dims dims = ToDims(context.output_shape());
  const std::array<Dims, 4> strides{BroadcastStrides(condition), BroadcastStrides(ToDims(context.input_shape(1))),
                                    BroadcastStrides(ToDims(context.input_shape(2))), Strides(dims)};
  return MakeKernel([dims, strides, choice = context.input<uint8_t>(0).data(), left = context.input<T>(1).data(),
                     right = context.input<T>(2).data(), output = context.output<T>().data()] {
    RowWalk<4> walk(dims, strides);
    do {
      for (size_t i = 0; i < dims.back(); ++i) {
        const bool first = choice[walk.offset(0) + i * strides[0].back()] != 0;
        output[walk.offset(3) + i] =
            first ? left[walk.offset(1) + i * strides[1].back()] : right[walk.offset(2) + i * strides[2].back()];
      }
    } while (walk.Next());
  });
}

// SELECT's condition may also be one value for each slice of the first dimension.
Dims ConditionDims(const KernelContext& context) {
  const Shape& condition = context.input_shape(0);
  const Shape& output = context.output_shape();
  const bool by_row =
      context.node().op == OpCode::kSelect && condition.size() == 1 && output.size() > 1 && condition[0] == output[0];
  if (!by_row) return ToDims(condition);
  Shape aligned(output.size(), 1);
  aligned[0] = condition[0];
  return ToDims(aligned);
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateComparison(KernelContext& context) {
  switch (context.input_type(0)) {
    case DataType::kFloat32:
      return CreateFor<float>(context);
    case DataType::kInt32:
      return CreateFor<int32_t>(context);
    case DataType::kInt64:
      return CreateFor<int64_t>(context);
    case DataType::kBool:
      return CreateFor<uint8_t>(context);
    default:
      return Error{ErrorCode::kUnsupported, std::string("not of ") + DataTypeName(context.input_type(0))};
  }
}

Result<std::unique_ptr<Kernel>> CreateSelect(KernelContext& context) {
  SCIOT_TRY(CheckRank(context.output_shape()));
  const Dims condition = ConditionDims(context);
  switch (ByteSize(context.input_type(1))) {
    case 1:
      return CreateSelectOf<uint8_t>(context, condition);
    case 2:
      return CreateSelectOf<uint16_t>(context, condition);
    case 4:
      return CreateSelectOf<uint32_t>(context, condition);
    default:
      return CreateSelectOf<uint64_t>(context, condition);
  }
}

}  // namespace sciot::engine::reference
