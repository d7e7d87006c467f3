#include "model/constant_store.h"

#include <string>

namespace sciot::model {

Result<std::span<std::byte>> ConstantStore::Allocate(uint64_t bytes) {
  if (bytes > left_) {
    return Error{ErrorCode::kTooLarge,
                 "unpacking the constants takes more than max_unpacked_bytes, " + std::to_string(max_bytes_)};
  }
  left_ -= bytes;
  buffers_.emplace_back(static_cast<size_t>(bytes));
  return buffers_.back().bytes();
}

}  // namespace sciot::model
