// The result frame of the first firmware, and its registration.
#include "protocol/legacy_frame.h"
#include "protocol/legacy_json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const sciot::ByteView bytes(reinterpret_cast<const std::byte*>(data), size);
  (void)sciot::protocol::DecodeLegacyFrame(bytes);
  (void)sciot::protocol::DecodeLegacyRegistration(bytes);
  (void)sciot::protocol::IsLegacyRegistration(bytes);
  return 0;
}
