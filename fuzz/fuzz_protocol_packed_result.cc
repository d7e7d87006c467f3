// A result as a spool keeps it.
#include <cstdlib>

#include "protocol/packed_result.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const sciot::ByteView bytes(reinterpret_cast<const std::byte*>(data), size);
  const auto result = sciot::protocol::UnpackResult(bytes);
  if (!result.ok()) return 0;
  std::string packed = sciot::protocol::PackResult(result.value());
  for (const auto& output : result.value().outputs) packed += sciot::AsText(output.data());
  if (!sciot::protocol::UnpackResult(sciot::AsBytes(packed)).ok()) std::abort();
  (void)sciot::protocol::EncodeResult(result.value());
  return 0;
}
