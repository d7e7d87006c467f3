// The body of the developer guide's POST /inference and POST /results.
#include "protocol/guide.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const sciot::ByteView body(reinterpret_cast<const std::byte*>(data), size);
  (void)sciot::protocol::DecodeGuideRequest(body);
  return 0;
}
