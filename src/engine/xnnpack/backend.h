// XNNPACK, ready for one engine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "sciot/result.h"

struct pthreadpool;

namespace sciot::engine::xnnpack {

// Most threads one engine may ask for.
inline constexpr uint32_t kMaxThreads = 64;

// The initialised library and the threads its operators run on. Must outlive them. Move-only.
class Backend {
 public:
  // Requires 1 <= threads <= kMaxThreads, else kInvalidArgument.
  static Result<Backend> Create(uint32_t threads);

  // Null for one thread: operators then run on the calling thread alone.
  pthreadpool* thread_pool() const { return thread_pool_.get(); }

  size_t threads() const;

  // Calls task(context, i) for each i below `count`, on all threads, and returns when all calls have.
  void ForEach(size_t count, void (*task)(void* context, size_t i), void* context) const;

 private:
  struct Destroy {
    void operator()(pthreadpool* thread_pool) const;
  };
  Backend() = default;

  std::unique_ptr<pthreadpool, Destroy> thread_pool_;
};

}  // namespace sciot::engine::xnnpack
