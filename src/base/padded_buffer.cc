#include "base/padded_buffer.h"

#include <cstring>
#include <new>

namespace sciot {

PaddedBuffer::PaddedBuffer(size_t size_bytes) : size_bytes_(size_bytes) {
  const size_t allocated_bytes = size_bytes + kTensorSlackBytes;
  data_.reset(new (std::align_val_t{kTensorAlignment}) std::byte[allocated_bytes]);
  std::memset(data_.get(), 0, allocated_bytes);
}

PaddedBuffer::PaddedBuffer(ByteView bytes) : PaddedBuffer(bytes.size()) {
  if (!bytes.empty()) std::memcpy(data(), bytes.data(), bytes.size());
}

void PaddedBuffer::Free::operator()(std::byte* data) const {
  ::operator delete[](data, std::align_val_t{kTensorAlignment});
}

}  // namespace sciot
