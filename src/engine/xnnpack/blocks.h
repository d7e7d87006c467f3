// The memory XNNPACK allocates for its operators, in blocks that may have several owners.
#pragma once

#include <xnnpack.h>

#include <cstddef>
#include <vector>

namespace sciot::engine::xnnpack {

// What XNNPACK is initialised with. A block that is freed goes when its last owner has freed it.
const xnn_allocator& BlockAllocator();

// The blocks that are allocated on this thread while it lives; one at a time on a thread. They stay empty where
// another part of the process has initialised XNNPACK with an allocator of its own.
class BlockRecorder {
 public:
  BlockRecorder();
  BlockRecorder(const BlockRecorder&) = delete;
  BlockRecorder& operator=(const BlockRecorder&) = delete;
  ~BlockRecorder();
  const std::vector<void*>& blocks() const { return blocks_; }

 private:
  std::vector<void*> blocks_;
};

// Of a block of BlockAllocator that is not freed. Thread-safe.
size_t BlockSize(const void* block);
void AddOwner(void* block);

}  // namespace sciot::engine::xnnpack
