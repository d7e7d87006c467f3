// Requests and answers that come as WebSocket messages.
#include "transport/http/websocket_message.h"

namespace {

constexpr size_t kMaxHeaderBytes = 1024;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const sciot::ByteView bytes(reinterpret_cast<const std::byte*>(data), size);
  (void)sciot::transport::http::ParseWebSocketRequest(bytes, kMaxHeaderBytes);
  (void)sciot::transport::http::ParseWebSocketResponse(bytes, kMaxHeaderBytes);
  return 0;
}
