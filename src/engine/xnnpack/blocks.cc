#include "engine/xnnpack/blocks.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>

namespace sciot::engine::xnnpack {
namespace {

// In front of each block.
struct Header {
  std::atomic<uint32_t> owners;
  size_t size;
  void* allocation;
};

// XNNPACK's calls carry no context of one creation, hence by thread.
thread_local std::vector<void*>* recorded = nullptr;

Header* HeaderOf(void* block) {
  return static_cast<Header*>(block) - 1;
}

void* AllocateBlock(void* /*context*/, size_t alignment, size_t size) {
  const size_t aligned_to = std::max(alignment, alignof(Header));
  const size_t offset = (sizeof(Header) + aligned_to - 1) / aligned_to * aligned_to;
  const size_t bytes = (offset + size + aligned_to - 1) / aligned_to * aligned_to;
  void* const allocation = std::aligned_alloc(aligned_to, bytes);
  if (allocation == nullptr) return nullptr;
  void* const block = static_cast<std::byte*>(allocation) + offset;
  new (HeaderOf(block)) Header{1, size, allocation};
  if (recorded != nullptr) recorded->push_back(block);
  return block;
}

void FreeBlock(void* /*context*/, void* block) {
  if (block == nullptr) return;
  Header* const header = HeaderOf(block);
  if (header->owners.fetch_sub(1) == 1) std::free(header->allocation);
}

void* Allocate(void* context, size_t size) {
  return AllocateBlock(context, alignof(std::max_align_t), size);
}

// A block of several owners stays with the others.
void* Reallocate(void* context, void* block, size_t size) {
  void* const larger = Allocate(context, size);
  if (block == nullptr || larger == nullptr) return larger;
  std::memcpy(larger, block, std::min(size, HeaderOf(block)->size));
  if (recorded != nullptr) std::erase(*recorded, block);
  FreeBlock(context, block);
  return larger;
}

constexpr xnn_allocator kAllocator{nullptr, Allocate, Reallocate, FreeBlock, AllocateBlock, FreeBlock};

}  // namespace

const xnn_allocator& BlockAllocator() {
  return kAllocator;
}

BlockRecorder::BlockRecorder() {
  recorded = &blocks_;
}

BlockRecorder::~BlockRecorder() {
  recorded = nullptr;
}

size_t BlockSize(const void* block) {
  return (static_cast<const Header*>(block) - 1)->size;
}

void AddOwner(void* block) {
  HeaderOf(block)->owners.fetch_add(1);
}

}  // namespace sciot::engine::xnnpack
