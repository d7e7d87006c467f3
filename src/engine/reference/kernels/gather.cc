#include <cstring>

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

}  // namespace

Result<std::unique_ptr<Kernel>> CreateGather(KernelContext& context) {
  SCIOT_TRY(CheckRank(context.input_shape(0)));
  if (context.input_type(1) == DataType::kInt64) {
    return std::unique_ptr<Kernel>(std::make_unique<GatherKernel<int64_t>>(context));
  }
  return std::unique_ptr<Kernel>(std::make_unique<GatherKernel<int32_t>>(context));
}

}  // namespace sciot::engine::reference
