#include "engine/xnnpack/backend.h"

#include <pthreadpool.h>

#include "engine/xnnpack/blocks.h"
#include "engine/xnnpack/operator.h"

namespace sciot::engine::xnnpack {

Result<Backend> Backend::Create(uint32_t threads) {
  if (threads == 0 || threads > kMaxThreads) {
    return Error{ErrorCode::kInvalidArgument,
                 std::to_string(threads) + " threads: must be 1 to " + std::to_string(kMaxThreads)};
  }
  // Idempotent and safe to call from several threads.
  SCIOT_TRY(CheckStatus(xnn_initialize(&BlockAllocator()), "initialisation"));
  Backend backend;
  if (threads == 1) return backend;
  backend.thread_pool_.reset(pthreadpool_create(threads));
  if (backend.thread_pool_) return backend;
  return Error{ErrorCode::kInternal, "cannot start " + std::to_string(threads) + " threads"};
}

size_t Backend::threads() const {
  return pthreadpool_get_threads_count(thread_pool());
}

void Backend::ForEach(size_t count, void (*task)(void* context, size_t i), void* context) const {
  pthreadpool_parallelize_1d(thread_pool(), task, context, count, PTHREADPOOL_FLAG_DISABLE_DENORMALS);
}

void Backend::Destroy::operator()(pthreadpool* thread_pool) const {
  pthreadpool_destroy(thread_pool);
}

}  // namespace sciot::engine::xnnpack
