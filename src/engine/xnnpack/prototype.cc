#include "engine/xnnpack/prototype.h"

#include <algorithm>
#include <cstring>

#include "base/padded_buffer.h"
#include "engine/xnnpack/blocks.h"

namespace sciot::engine::xnnpack {

Result<std::shared_ptr<const Prototype>> Prototype::Create(const CreateOperator& create) {
  auto prototype = std::make_shared<Prototype>();
  xnn_operator_t created = nullptr;
  const BlockRecorder recorder;
  const xnn_status status = create(&created);
  SCIOT_ASSIGN(prototype->op_, Own(created, status));
  prototype->weights_ = recorder.blocks();
  if (std::erase(prototype->weights_, static_cast<void*>(created)) == 1) {
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
  for (void* weights : weights_) AddOwner(weights);
  return Operator(static_cast<xnn_operator_t>(block));
}

}  // namespace sciot::engine::xnnpack
