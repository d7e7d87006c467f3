// A result as a spool keeps it.
#include <cstdlib>

#include "protocol/packed_result.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const sciot::ByteView bytes(reinterpret_cast<const std::byte*>(data), size);
  const auto result = sciot::protocol::UnpackResult(bytes);
  if (!result.ok()) return 0;
  if (!sciot::protocol::UnpackResult(sciot::protocol::PackResult(result.value())).ok()) std::abort();
  (void)sciot::protocol::EncodeResult(result.value());
  return 0;
}
