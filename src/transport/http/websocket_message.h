// Requests and responses as WebSocket messages. docs/protocol.md has the format.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sciot/result.h"
#include "transport/http/message.h"

namespace sciot::transport::http {

// Where a server takes WebSocket connections.
inline constexpr std::string_view kWebSocketTarget = "/ws";

// A request or a response that tells by its id which request it answers.
template <typename Message>
struct Identified {
  std::string id;
  Message message;
};

// Whether a message says that it is a request of the native API; any other is foreign.
bool IsWebSocketRequest(ByteView bytes);

// Bytes of the head at the start of `bytes`, its empty line included; 0 while it is not whole, and where it is larger
// than `max_header_bytes`.
size_t WebSocketHeadBytes(ByteView bytes, size_t max_header_bytes);

// Whether a server's handler got a foreign message: they arrive as a POST to kWebSocketTarget, with the Content-Type of
// JSON when they were text, else of octets, and are answered with the response's body alone; as text when it is JSON,
// else in the kind of the message, and not at all with status 204.
bool IsForeignMessage(const Request& request);

// Heads to be followed by the body. `id`, the method and the target have no spaces, headers no line ends.
std::string FormatWebSocketRequestHead(std::string_view id, std::string_view method, std::string_view target,
                                       const Headers& headers);
std::string FormatWebSocketResponseHead(std::string_view id, int status, const Headers& headers);

// Without peer address. kInvalidArgument: a malformed head, or one larger than `max_header_bytes`.
Result<Identified<Request>> ParseWebSocketRequest(ByteView bytes, size_t max_header_bytes);
Result<Identified<Response>> ParseWebSocketResponse(ByteView bytes, size_t max_header_bytes);

}  // namespace sciot::transport::http
