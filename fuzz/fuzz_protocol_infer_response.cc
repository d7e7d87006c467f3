// The first two bytes are Inference-Header-Content-Length (0xffff: absent), the rest is the body.
#include <cstdlib>

#include "protocol/error_body.h"
#include "protocol/infer_response.h"
#include "protocol/metadata.h"
#include "protocol/target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const size_t header = data[0] | static_cast<size_t>(data[1]) << 8;
  const auto length = header == 0xffff ? std::nullopt : std::optional(header);
  const sciot::ByteView body(reinterpret_cast<const std::byte*>(data) + 2, size - 2);
  const auto response = sciot::protocol::DecodeInferResponse(body, length);
  if (response.ok() && !sciot::protocol::EncodeInferResponse(response.value()).ok()) std::abort();
  // The other answers a device reads, and the one part of a request that is no body.
  (void)sciot::protocol::DecodeServerMetadata(body);
  (void)sciot::protocol::DecodeModelMetadata(body);
  (void)sciot::protocol::DecodeRepositoryIndex(body);
  (void)sciot::protocol::DecodeErrorBody(500, body);
  (void)sciot::protocol::ParseTarget(sciot::AsText(body));
  return 0;
}
