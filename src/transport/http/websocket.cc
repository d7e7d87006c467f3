// What a connection of the HTTP server does once it speaks WebSocket.
#include <array>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <optional>

#include "transport/http/connection.h"
#include "transport/http/websocket_message.h"

namespace sciot::transport::http {
namespace {

namespace websocket = beast::websocket;
// Without permessage-deflate: tensors do not shrink.
using Stream = websocket::stream<beast::tcp_stream&, false>;

constexpr int kNoContent = 204;
constexpr int kBadRequest = 400;
constexpr int kUnavailable = 503;
constexpr const char* kContentType = "Content-Type";
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kOctets = "application/octet-stream";
// The id of an answer to a request whose own could not be read.
constexpr std::string_view kNoId = "-";
// The first read of a message, which takes what came with its frame's header; small, since thousands may wait in it.
constexpr size_t kFirstReadBytes = size_t{2} << 10;
// A message is read in steps of at most so much, and memory grows with what came.
constexpr size_t kReadBytes = size_t{256} << 10;

// Counts a connection until it is destroyed.
class ConnectionCount {
 public:
  explicit ConnectionCount(std::atomic<size_t>& count) : count_(count), position_(++count) {}
  ConnectionCount(const ConnectionCount&) = delete;
  ConnectionCount& operator=(const ConnectionCount&) = delete;
  ~ConnectionCount() { --count_; }
  size_t position() const { return position_; }

 private:
  std::atomic<size_t>& count_;
  size_t position_;
};

// A message as it came. A request's head is apart, so that its body need not be moved; else all is the body.
struct ReceivedMessage {
  std::string head;
  Bytes body;
};

void TakeHead(ReceivedMessage& message, size_t max_header_bytes) {
  if (!message.head.empty() || !IsWebSocketRequest(message.body)) return;
  const size_t size = WebSocketHeadBytes(message.body, max_header_bytes);
  message.head = AsText(message.body).substr(0, size);
  message.body.erase(message.body.begin(), message.body.begin() + static_cast<ptrdiff_t>(size));
}

// The native API's; with `head` empty, all is in `body`.
Result<Identified<Request>> CallOf(const std::string& head, Bytes body, size_t max_header_bytes) {
  const bool has_head = !head.empty();
  auto request = ParseWebSocketRequest(has_head ? AsBytes(head) : body, max_header_bytes);
  if (has_head && request.ok()) request.value().message.body = std::move(body);
  return request;
}

Identified<Request> ForeignRequest(Bytes body, bool is_text) {
  Headers headers{{kContentType, std::string(is_text ? kJson : kOctets)}};
  return {"", {"POST", std::string(kWebSocketTarget), std::move(headers), std::move(body), ""}};
}

void Configure(Stream& stream, const ServerOptions& options) {
  stream.set_option(websocket::stream_base::timeout{options.request_timeout, options.websocket.idle_timeout, true});
  stream.read_message_max(options.websocket.max_message_bytes);
  stream.auto_fragment(false);
}

// Room for more of the message, at the end of its body.
asio::mutable_buffer GrowBody(Stream& stream, ReceivedMessage& message) {
  Bytes& body = message.body;
  const size_t start = body.size();
  const bool is_first = start == 0 && message.head.empty();
  const size_t left = is_first ? kFirstReadBytes : stream.read_size_hint(kReadBytes);
  body.reserve(start + left);
  body.resize(start + std::min(left, kReadBytes));
  return asio::buffer(body.data() + start, body.size() - start);
}

// Reads one message. An error also when it takes longer than `options` allow or does not fit in `reservation`.
asio::awaitable<error_code> ReadMessage(Stream& stream, ReceivedMessage& message, const ServerOptions& options,
                                        BodyReservation& reservation) {
  TimePoint deadline = TimePoint::max();
  do {
    const asio::mutable_buffer room = GrowBody(stream, message);
    const auto [error, count] = co_await stream.async_read_some(room, kAsTuple);
    if (error) co_return error;
    message.body.resize(message.body.size() - room.size() + count);
    reservation.Grow(count);
    TakeHead(message, options.max_header_bytes);
    if (stream.is_message_done()) break;
    // None stops in the middle of a message. Where the rest has come, no timer is needed.
    error_code ignored;
    const bool waits = stream.next_layer().socket().available(ignored) == 0;
    if (waits) stream.next_layer().expires_after(options.request_timeout);
    const TimePoint now = std::chrono::steady_clock::now();
    if (deadline == TimePoint::max()) deadline = now + options.request_timeout;
    if (now > deadline) co_return make_error_code(beast::error::timeout);
    if (!reservation.fits()) co_return make_error_code(asio::error::no_memory);
  } while (true);
  stream.next_layer().expires_never();
  co_return reservation.fits() ? error_code{} : make_error_code(asio::error::no_memory);
}

websocket::close_code CloseCode(error_code error) {
  if (error == asio::error::no_memory) return websocket::close_code::try_again_later;
  return websocket::close_code::policy_error;
}

// Of an error that is a refusal; another means that the client went.
std::optional<Refusal> RefusalOf(error_code error) {
  if (error == asio::error::no_memory) return Refusal::kWebSocketPendingBytes;
  if (error == beast::error::timeout) return Refusal::kWebSocketSlow;
  if (error == websocket::error::message_too_big) return Refusal::kWebSocketTooLarge;
  if (error == websocket::error::bad_frame_payload) return Refusal::kWebSocketText;
  if (error == websocket::condition::protocol_violation) return Refusal::kWebSocketFrame;
  return std::nullopt;
}

std::string DetailOf(error_code error) {
  if (error == asio::error::no_memory) return "too many request bytes are being handled (max_pending_body_bytes)";
  if (error == beast::error::timeout) return "no whole message within request_timeout_s, or silence for idle_timeout_s";
  return error.message();
}

// Ours, not the stream's, which has closed by itself.
bool IsOurRefusal(error_code error) {
  return error == asio::error::no_memory || error == beast::error::timeout;
}

}  // namespace

asio::awaitable<Connection::Outcome> Connection::ServeWebSocket(const HeadParser& head) {
  const ConnectionCount count(shared_.websocket_connections);
  const size_t max_connections = shared_.options.websocket.max_connections;
  if (count.position() > max_connections) {
    co_return co_await RefuseRequest(
        Refusal::kWebSocketConnections, kUnavailable,
        "all " + std::to_string(max_connections) + " WebSocket connections are taken (max_connections)");
  }
  if (buffer_.size() > 0) {
    co_return co_await RefuseRequest(Refusal::kWebSocketHandshake, kBadRequest,
                                     "bytes follow the WebSocket handshake's request");
  }
  stream_.expires_never();
  buffer_ = beast::flat_buffer();  // thousands may be idle
  Stream stream(stream_);
  Configure(stream, shared_.options);
  const auto [error] = co_await stream.async_accept(head.get(), kAsTuple);
  if (error == websocket::condition::handshake_failed) Note(Refusal::kWebSocketHandshake, error.message());
  if (!error) co_await ExchangeMessages(stream);
  co_return Outcome::kClose;
}

template <typename AnyStream>
asio::awaitable<void> Connection::ExchangeMessages(AnyStream& stream) {
  error_code error;
  while (!error && !draining_) {
    ReceivedMessage message;
    BodyReservation reservation(shared_, 0);
    idle_ = true;
    error = co_await ReadMessage(stream, message, shared_.options, reservation);
    idle_ = false;
    if (!error) error = co_await AnswerMessage(stream, std::move(message.head), std::move(message.body));
  }
  if (const auto refusal = RefusalOf(error)) Note(*refusal, DetailOf(error));
  if (error && !IsOurRefusal(error)) co_return;
  const auto code = error ? CloseCode(error) : websocket::close_code::going_away;
  stream.next_layer().expires_after(shared_.options.linger_timeout);  // a client need not answer
  co_await stream.async_close(code, kAsTuple);
}

template <typename AnyStream>
asio::awaitable<error_code> Connection::AnswerMessage(AnyStream& stream, std::string head, Bytes body) {
  const bool is_foreign = head.empty() && !IsWebSocketRequest(body);
  const bool was_text = stream.got_text();
  auto request = is_foreign ? ForeignRequest(std::move(body), was_text)
                            : CallOf(head, std::move(body), shared_.options.max_header_bytes);
  if (request.ok()) {
    request.value().message.peer_address = peer_address_;
    PassToHandler(std::move(request.value().message));
  } else {
    reply_ = ErrorResponse(kBadRequest, request.error().message);
  }
  if (!reply_) co_await WaitForReply();
  const Response response = *std::move(reply_);
  if (response.delay > Duration::zero()) co_await Wait(response.delay);
  if (is_foreign && response.status == kNoContent) co_return error_code{};
  stream.text(is_foreign && (was_text || response.headers.Find(kContentType) == kJson));
  const std::string_view id = request.ok() ? request.value().id : kNoId;
  const std::string start = is_foreign ? "" : FormatWebSocketResponseHead(id, response.status, response.headers);
  const std::array<asio::const_buffer, 2> parts = {asio::buffer(start),
                                                   asio::buffer(response.body.data(), response.body.size())};
  const auto [error, count] = co_await stream.async_write(parts, kAsTuple);
  co_return error;
}

}  // namespace sciot::transport::http
