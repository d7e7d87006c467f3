#include "transport/http/connection.h"

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_suffix.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "transport/http/url.h"
#include "transport/http/websocket_message.h"

namespace sciot::transport::http {
namespace {

constexpr int kBadRequest = 400;
constexpr int kNotFound = 404;
constexpr int kPayloadTooLarge = 413;
constexpr int kHeaderTooLarge = 431;
constexpr int kInternalError = 500;
constexpr int kUnavailable = 503;
// An answer's head is mostly shorter.
constexpr size_t kUsualHeadBytes = 256;

// Answers at most once, and at the latest when it is destroyed.
class ReplyOnce {
 public:
  ReplyOnce(std::shared_ptr<Gate> gate, std::weak_ptr<Connection> connection)
      : gate_(std::move(gate)), connection_(std::move(connection)) {}
  ReplyOnce(const ReplyOnce&) = delete;
  ReplyOnce& operator=(const ReplyOnce&) = delete;
  ~ReplyOnce() { Send(ErrorResponse(kInternalError, "the request was dropped without an answer")); }

  void Send(Response response) {
    if (sent_.exchange(true)) return;
    const std::lock_guard lock(gate_->mutex);
    if (!gate_->open) return;
    const auto connection = connection_.lock();
    if (connection == nullptr) return;
    if (connection->IsAskedByThisThread()) return connection->Accept(std::move(response));
    asio::post(connection->executor(),
               [connection, response = std::move(response)]() mutable { connection->Accept(std::move(response)); });
  }

 private:
  std::atomic<bool> sent_ = false;
  std::shared_ptr<Gate> gate_;
  std::weak_ptr<Connection> connection_;
};

size_t BodyBytes(const HeadParser& head, const ServerOptions& options) {
  if (head.is_done()) return 0;
  const auto length = head.content_length();
  return length ? static_cast<size_t>(*length) : options.max_body_bytes;
}

std::string PeerAddress(const tcp::socket& socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? "unknown" : JoinHostPort(endpoint.address().to_string(), endpoint.port());
}

std::string FormatHead(const Response& response, bool keep_alive) {
  const auto reason = beast::http::obsolete_reason(beast::http::int_to_status(static_cast<unsigned>(response.status)));
  std::string head;
  head.reserve(kUsualHeadBytes);
  head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(reason).append("\r\n");
  for (const auto& [name, value] : response.headers.list()) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
  head.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
  head += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return head;
}

// The other side is gone, or we closed, as the stream does by itself after a timeout: no answer can be sent.
bool IsDisconnect(error_code error) {
  return error == beast::http::error::end_of_stream || error == asio::error::operation_aborted ||
         error == beast::error::timeout || error == asio::error::connection_reset || error == asio::error::broken_pipe;
}

}  // namespace

Connection::Connection(tcp::socket socket, ServerShared& shared)
    : shared_(shared),
      stream_(std::move(socket)),
      peer_address_(PeerAddress(stream_.socket())),
      reply_arrived_(stream_.get_executor(), asio::steady_timer::time_point::max()) {
  error_code ignored;  // a connection without it is slower, not wrong
  stream_.socket().set_option(tcp::no_delay(true), ignored);
  stream_.socket().non_blocking(true, ignored);
  buffer_.reserve(kReceiveBufferBytes);
}

asio::awaitable<void> Connection::Serve() {
  Outcome outcome = Outcome::kKeepOpen;
  while (outcome == Outcome::kKeepOpen) {
    const bool ready = co_await WaitForRequest();
    outcome = ready ? co_await ServeOne() : Outcome::kClose;
  }
  co_await Close(outcome);
}

asio::awaitable<void> Connection::RefuseForNumber() {
  const Outcome outcome = co_await RefuseRequest(
      Refusal::kConnections, kUnavailable,
      "all " + std::to_string(shared_.options.max_connections) + " connections are taken (max_connections)");
  co_await Close(outcome);
}

void Connection::Drain() {
  draining_ = true;
  if (idle_) stream_.cancel();
}

void Connection::Accept(Response response) {
  reply_ = std::move(response);
  reply_arrived_.cancel();
}

// Closing a socket with unread bytes resets the connection, and the client may lose the answer it has not
// read yet: so read what it still sends, for a while.
asio::awaitable<void> Connection::Close(Outcome outcome) {
  error_code ignored;  // the connection ends either way
  stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  stream_.expires_after(shared_.options.linger_timeout);
  buffer_.clear();
  while (outcome == Outcome::kLinger) {
    const auto [error, count] = co_await stream_.async_read_some(buffer_.prepare(kReceiveBufferBytes), kAsTuple);
    if (error) outcome = Outcome::kClose;
  }
  stream_.close();
}

// False when the connection ends instead.
asio::awaitable<bool> Connection::WaitForRequest() {
  if (draining_) co_return false;
  if (buffer_.size() > 0) co_return true;
  idle_ = true;
  stream_.expires_after(shared_.options.idle_timeout);
  const auto [error, count] = co_await stream_.async_read_some(buffer_.prepare(kReceiveBufferBytes), kAsTuple);
  idle_ = false;
  if (error) co_return false;
  buffer_.commit(count);
  co_return true;
}

asio::awaitable<Connection::Outcome> Connection::ServeOne() {
  HeadParser head;
  head.header_limit(static_cast<uint32_t>(shared_.options.max_header_bytes));
  head.body_limit(boost::none);
  if (const error_code error = co_await ReadHead(head)) co_return co_await RefuseBroken(error);
  const bool asks_for_websocket = head.get().target() == kWebSocketTarget && beast::websocket::is_upgrade(head.get());
  if (asks_for_websocket && shared_.options.websocket.enabled) co_return co_await ServeWebSocket(head);
  if (!shared_.options.plain_http) {
    co_return co_await RefuseRequest(ErrorResponse(kNotFound, "only WebSocket is served here, at /ws"));
  }
  if (head.content_length().value_or(0) > shared_.options.max_body_bytes) {
    co_return co_await RefuseRequest(Refusal::kBodyTooLarge, kPayloadTooLarge, TooLargeMessage(&head));
  }
  co_return co_await ServeBody(head);
}

// What has come is mostly the whole head, and then nothing is waited for.
asio::awaitable<error_code> Connection::ReadHead(HeadParser& head) {
  stream_.expires_after(shared_.options.request_timeout);
  error_code error;
  buffer_.consume(head.put(buffer_.data(), error));
  if (error && error != beast::http::error::need_more) co_return error;
  if (head.is_header_done()) co_return error_code{};
  const auto [read_error, count] = co_await beast::http::async_read_header(stream_, buffer_, head, kAsTuple);
  co_return read_error;
}

asio::awaitable<Connection::Outcome> Connection::ServeBody(HeadParser& head) {
  const BodyReservation reservation(shared_, BodyBytes(head, shared_.options));
  if (!reservation.fits()) {
    co_return co_await RefuseRequest(Refusal::kPendingBytes, kUnavailable,
                                     "too many request bytes are being handled (max_pending_body_bytes)");
  }
  if (const error_code error = co_await ContinueIfExpected(head)) co_return Outcome::kClose;
  Incoming incoming = MakeIncoming(head, peer_address_);
  const size_t max_bytes = shared_.options.max_body_bytes;
  const error_code error = co_await ReadBody(stream_, buffer_, head, max_bytes, incoming.request.body);
  if (error) co_return co_await RefuseBroken(error);
  co_return co_await Answer(std::move(incoming));
}

Connection::Incoming Connection::MakeIncoming(const HeadParser& head, const std::string& peer_address) {
  const auto& message = head.get();
  const bool is_head = message.method() == beast::http::verb::head;
  Request request{
      is_head ? "GET" : std::string(message.method_string()), std::string(message.target()), {}, {}, peer_address};
  for (const auto& field : message) {
    request.headers.Add(std::string(field.name_string()), std::string(field.value()));
  }
  return {std::move(request), head.keep_alive(), !is_head};
}

asio::awaitable<Connection::Outcome> Connection::Answer(Incoming incoming) {
  const Response response = co_await AskHandler(std::move(incoming.request));
  if (response.delay > Duration::zero()) co_await Wait(response.delay);
  const bool keep_alive = incoming.keep_alive && !draining_;
  const bool written = co_await Write(response, keep_alive, incoming.with_body);
  co_return written&& keep_alive ? Outcome::kKeepOpen : Outcome::kClose;
}

asio::awaitable<error_code> Connection::ContinueIfExpected(const HeadParser& head) {
  const auto expect = head.get()[beast::http::field::expect];
  if (!beast::iequals(expect, "100-continue") || buffer_.size() > 0) co_return error_code{};
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  const auto [error, count] =
      co_await asio::async_write(stream_, asio::buffer(kContinue.data(), kContinue.size()), kAsTuple);
  co_return error;
}

asio::awaitable<Connection::Outcome> Connection::RefuseBroken(error_code error) {
  if (error == beast::error::timeout) Note(Refusal::kSlow, "no whole request within request_timeout_s");
  if (IsDisconnect(error)) co_return Outcome::kClose;
  if (error == beast::http::error::body_limit) {
    co_return co_await RefuseRequest(Refusal::kBodyTooLarge, kPayloadTooLarge, TooLargeMessage(nullptr));
  }
  if (error == beast::http::error::header_limit) {
    co_return co_await RefuseRequest(Refusal::kHeadTooLarge, kHeaderTooLarge,
                                     "the request head is larger than " +
                                         std::to_string(shared_.options.max_header_bytes) +
                                         " bytes (max_header_bytes)");
  }
  co_return co_await RefuseRequest(Refusal::kMalformed, kBadRequest, "malformed HTTP request: " + error.message());
}

asio::awaitable<Connection::Outcome> Connection::RefuseRequest(Refusal refusal, int status, std::string message) {
  Note(refusal, message);
  co_return co_await RefuseRequest(ErrorResponse(status, message));
}

void Connection::Note(Refusal refusal, std::string_view detail) const {
  shared_.options.refusals->Take(refusal, peer_address_, detail);
}

asio::awaitable<Connection::Outcome> Connection::RefuseRequest(Response response) {
  const bool written = co_await Write(response, /*keep_alive=*/false, /*with_body=*/true);
  co_return written ? Outcome::kLinger : Outcome::kClose;
}

asio::awaitable<Response> Connection::AskHandler(Request request) {
  reply_.reset();
  auto once = std::make_shared<ReplyOnce>(shared_.gate, weak_from_this());
  Reply reply = [once = std::move(once)](Response response) { once->Send(std::move(response)); };
  asking_thread_ = std::this_thread::get_id();
  shared_.handler(std::move(request), std::move(reply));
  asking_thread_ = std::thread::id();
  while (!reply_) co_await reply_arrived_.async_wait(kAsTuple);
  co_return std::move(*reply_);
}

asio::awaitable<void> Connection::Wait(Duration delay) {
  asio::steady_timer timer(stream_.get_executor(), delay);
  co_await timer.async_wait(kAsTuple);
}

// False when the client is gone or does not read.
asio::awaitable<bool> Connection::Write(const Response& response, bool keep_alive, bool with_body) {
  const std::string head = FormatHead(response, keep_alive);
  const size_t body_bytes = with_body ? response.body.size() : 0;
  const std::array<asio::const_buffer, 2> parts = {asio::buffer(head), asio::buffer(response.body.data(), body_bytes)};
  beast::buffers_suffix<std::array<asio::const_buffer, 2>> left(parts);
  error_code blocked;  // mostly the system takes all at once, and then nothing is waited for
  left.consume(stream_.socket().write_some(left, blocked));
  while (asio::buffer_size(left) > 0) {
    stream_.expires_after(shared_.options.write_timeout);
    const auto [error, count] = co_await stream_.async_write_some(left, kAsTuple);
    if (error) co_return false;
    left.consume(count);
  }
  co_return true;
}

std::string Connection::TooLargeMessage(const HeadParser* head) const {
  const std::string size =
      head == nullptr ? "" : " of " + std::to_string(head->content_length().value_or(0)) + " bytes";
  return "the body" + size + " is larger than the limit of " + std::to_string(shared_.options.max_body_bytes) +
         " bytes (max_body_bytes)";
}

}  // namespace sciot::transport::http
