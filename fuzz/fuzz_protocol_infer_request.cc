// The first two bytes are Inference-Header-Content-Length (0xffff: absent), the rest is the body.
#include <cstdlib>

#include "protocol/infer_request.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const size_t header = data[0] | static_cast<size_t>(data[1]) << 8;
  const auto length = header == 0xffff ? std::nullopt : std::optional(header);
  const sciot::ByteView body(reinterpret_cast<const std::byte*>(data) + 2, size - 2);
  const auto request = sciot::protocol::DecodeInferRequest(body, length);
  if (!request.ok()) return 0;
  // What was accepted can be written, and read again.
  const auto message = sciot::protocol::EncodeInferRequest(request.value());
  if (!message.ok()) std::abort();
  const auto again = sciot::protocol::DecodeInferRequest(message.value().Join(), message.value().json.size());
  if (!again.ok()) std::abort();
  return 0;
}
