// Constants that are not read where the file has them: unaligned, sparse, or of a type that is unpacked at load.
#pragma once

#include <cstdint>
#include <vector>

#include "base/padded_buffer.h"
#include "sciot/result.h"

namespace sciot::model {

// Owns the bytes of such constants, up to a limit.
class ConstantStore {
 public:
  explicit ConstantStore(uint64_t max_bytes) : left_(max_bytes), max_bytes_(max_bytes) {}

  // `bytes` zeros that stay where they are. kTooLarge names the limit, max_unpacked_bytes.
  Result<std::span<std::byte>> Allocate(uint64_t bytes);

  std::vector<PaddedBuffer> TakeBuffers() && { return std::move(buffers_); }

 private:
  std::vector<PaddedBuffer> buffers_;
  uint64_t left_;
  uint64_t max_bytes_;
};

}  // namespace sciot::model
