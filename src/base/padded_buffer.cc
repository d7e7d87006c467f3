#include "base/padded_buffer.h"

#include <sys/mman.h>

#include <cstring>
#include <new>

namespace sciot {
namespace {

constexpr size_t kLargeBytes = size_t{1} << 20;

std::byte* MapZeros(size_t size_bytes) {
  void* const pages = ::mmap(nullptr, size_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  return static_cast<std::byte*>(pages);
}

}  // namespace

PaddedBuffer::PaddedBuffer(size_t size_bytes) : size_bytes_(size_bytes) {
  const size_t allocated_bytes = size_bytes + kTensorSlackBytes;
  if (allocated_bytes >= kLargeBytes) {
    data_ = {MapZeros(allocated_bytes), Free{allocated_bytes}};
    return;
  }
  data_.reset(new (std::align_val_t{kTensorAlignment}) std::byte[allocated_bytes]);
  std::memset(data_.get(), 0, allocated_bytes);
}

PaddedBuffer::PaddedBuffer(ByteView bytes) : PaddedBuffer(bytes.size()) {
  if (!bytes.empty()) std::memcpy(data(), bytes.data(), bytes.size());
}

void PaddedBuffer::Free::operator()(std::byte* data) const {
  if (mapped_bytes > 0) {
    ::munmap(data, mapped_bytes);
    return;
  }
  ::operator delete[](data, std::align_val_t{kTensorAlignment});
}

}  // namespace sciot
