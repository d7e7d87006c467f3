// GATHER and GATHER_ND.
#include <cstring>
#include <vector>

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"

namespace sciot::engine::reference {
namespace {

// The values as [batch, outer, axis, inner bytes], the indices as [batch, count].
struct GatherSizes {
  size_t batch, outer, axis, inner_bytes, count;
};

GatherSizes SizesOf(const KernelContext& context) {
  const auto& [axis, shared] = context.options<graph::GatherOptions>();
  const std::span<const int32_t> shape(context.input_shape(0));
  const size_t batch = ElementCount(ToDims(shape.first(shared)));
  return {batch, ElementCount(ToDims(shape.subspan(shared, axis - shared))), static_cast<size_t>(shape[axis]),
          ElementCount(ToDims(shape.subspan(axis + size_t{1}))) * ByteSize(context.input_type(0)),
          context.input_spec(1).element_count() / batch};
}

template <typename Index>
class GatherKernel final : public Kernel {
 public:
  explicit GatherKernel(KernelContext& context)
      : sizes_(SizesOf(context)),
        values_(context.input<std::byte>(0).data()),
        indices_(context.input<Index>(1)),
        output_(context.output<std::byte>().data()) {}

  Status Run() override {
    std::byte* to = output_;
    for (size_t block = 0; block < sizes_.batch * sizes_.outer; ++block) {
      const std::byte* from = values_ + block * sizes_.axis * sizes_.inner_bytes;
      for (Index index : indices_.subspan(block / sizes_.outer * sizes_.count, sizes_.count)) {
        if (index < 0 || static_cast<size_t>(index) >= sizes_.axis) {
          return Error{ErrorCode::kInvalidArgument,
                       "index " + std::to_string(index) + " is outside a dimension of " + std::to_string(sizes_.axis)};
        }
        std::memcpy(to, from + static_cast<size_t>(index) * sizes_.inner_bytes, sizes_.inner_bytes);
        to += sizes_.inner_bytes;
      }
    }
    return {};
  }

 private:
  GatherSizes sizes_;
  const std::byte* values_;
  std::span<const Index> indices_;
  std::byte* output_;
};

// The values seen as slices of `inner_bytes`, found by indices of `rank` numbers each.
struct Slices {
  std::vector<size_t> dimensions, strides;  // of the indexed dimensions, outermost first; strides in slices
  size_t inner_bytes = 0;
};

Slices SlicesOf(const KernelContext& context) {
  const std::span<const int32_t> shape(context.input_shape(0));
  const auto rank = static_cast<size_t>(context.input_shape(1).back());
  Slices slices;
  slices.inner_bytes = ElementCount(ToDims(shape.subspan(rank))) * ByteSize(context.input_type(0));
  for (size_t i = 0; i < rank; ++i) {
    slices.dimensions.push_back(static_cast<size_t>(shape[i]));
    slices.strides.push_back(ElementCount(ToDims(shape.subspan(i + 1, rank - i - 1))));
  }
  return slices;
}

template <typename Index>
class GatherNdKernel final : public Kernel {
 public:
  explicit GatherNdKernel(KernelContext& context)
      : slices_(SlicesOf(context)),
        values_(context.input<std::byte>(0).data()),
        indices_(context.input<Index>(1)),
        output_(context.output<std::byte>().data()) {}

  Status Run() override {
    const size_t rank = slices_.dimensions.size();
    std::byte* to = output_;
    for (size_t first = 0; first < indices_.size(); first += rank) {
      size_t slice = 0;
      for (size_t i = 0; i < rank; ++i) {
        const Index index = indices_[first + i];
        if (index < 0 || static_cast<size_t>(index) >= slices_.dimensions[i]) {
          return Error{ErrorCode::kInvalidArgument, "index " + std::to_string(index) + " is outside a dimension of " +
                                                        std::to_string(slices_.dimensions[i])};
        }
        slice += static_cast<size_t>(index) * slices_.strides[i];
      }
      std::memcpy(to, values_ + slice * slices_.inner_bytes, slices_.inner_bytes);
      to += slices_.inner_bytes;
    }
    return {};
  }

 private:
  Slices slices_;
  const std::byte* values_;
  std::span<const Index> indices_;
  std::byte* output_;
};

}  // namespace

Result<std::unique_ptr<Kernel>> CreateGather(KernelContext& context) {
  SCIOT_TRY(CheckRank(context.input_shape(0)));
  if (context.input_type(1) == DataType::kInt64) {
    return std::unique_ptr<Kernel>(std::make_unique<GatherKernel<int64_t>>(context));
  }
  return std::unique_ptr<Kernel>(std::make_unique<GatherKernel<int32_t>>(context));
}

Result<std::unique_ptr<Kernel>> CreateGatherNd(KernelContext& context) {
  SCIOT_TRY(CheckRank(context.input_shape(0)));
  if (context.input_type(1) == DataType::kInt64) {
    return std::unique_ptr<Kernel>(std::make_unique<GatherNdKernel<int64_t>>(context));
  }
  return std::unique_ptr<Kernel>(std::make_unique<GatherNdKernel<int32_t>>(context));
}

}  // namespace sciot::engine::reference
