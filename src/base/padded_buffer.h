// Memory for tensors: aligned, and readable past its end.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "base/bytes.h"

namespace sciot {

// Bytes a vectorised kernel may read past the end of any tensor (XNN_EXTRA_BYTES of XNNPACK).
inline constexpr size_t kTensorSlackBytes = 16;
// Alignment of every tensor; a cache line.
inline constexpr size_t kTensorAlignment = 64;

// Zero-initialised bytes aligned to kTensorAlignment with kTensorSlackBytes readable after them. Those of a large
// buffer take memory only once they are written, and give it back to the system with the buffer. Move-only.
class PaddedBuffer {
 public:
  PaddedBuffer() = default;
  explicit PaddedBuffer(size_t size_bytes);
  // A copy of `bytes`.
  explicit PaddedBuffer(ByteView bytes);

  size_t size() const { return size_bytes_; }
  std::byte* data() { return data_.get(); }
  const std::byte* data() const { return data_.get(); }
  std::span<std::byte> bytes() { return {data(), size_bytes_}; }
  ByteView bytes() const { return {data(), size_bytes_}; }

 private:
  struct Free {
    size_t mapped_bytes;  // of pages of the buffer's own; 0, unless said otherwise: it is a block of the heap
    void operator()(std::byte* data) const;
  };
  std::unique_ptr<std::byte[], Free> data_;
  size_t size_bytes_ = 0;
};

}  // namespace sciot
