#include "engine/xnnpack/prototype.h"

#include <algorithm>
#include <cstring>

#include "base/padded_buffer.h"
#include "engine/xnnpack/blocks.h"

namespace sciot::engine::xnnpack {

Result<std::shared_ptr<const Prototype>> Prototype::Create(const CreateOperator& create, const SetUpOperator& set_up) {
  auto prototype = std::make_shared<Prototype>();
  xnn_operator_t created = nullptr;
  const BlockRecorder recorder;
  const xnn_status status = create(&created);
  SCIOT_ASSIGN(prototype->op_, Own(created, status));
  SCIOT_TRY(CheckStatus(set_up(created), "setup"));
  prototype->parts_ = recorder.blocks();
  if (std::erase(prototype->parts_, static_cast<void*>(created)) == 1) {
    return std::shared_ptr<const Prototype>(std::move(prototype));
  }
  return Error{ErrorCode::kUnsupported, "XNNPACK does not allocate as it was told to"};
}

Result<Operator> Prototype::Copy() const {
  const size_t size = BlockSize(op_.get());
  const xnn_allocator& allocator = BlockAllocator();
  void* const block = allocator.aligned_allocate(allocator.context, kTensorAlignment, size);
  if (block == nullptr) return Error{ErrorCode::kInternal, "out of memory"};
  std::memcpy(block, op_.get(), size);
  for (void* part : parts_) AddOwner(part);
  return Operator(static_cast<xnn_operator_t>(block));
}

Result<std::unique_ptr<Kernel>> CreateFromPrototype(
    const KernelContext& context,
    const std::function<Result<std::shared_ptr<const Prototype>>(const Prototype::SetUpOperator&)>& pack,
    const Prototype::SetUpOperator& set_up) {
  SCIOT_ASSIGN(const std::shared_ptr<const Prototype> prototype,
               context.PackedWeights<Prototype>([&] { return pack(set_up); }));
  SCIOT_ASSIGN(Operator op, prototype->Copy());
  const xnn_status status = set_up(op.get());
  return MakeKernel(std::move(op), status, context);
}

}  // namespace sciot::engine::xnnpack
