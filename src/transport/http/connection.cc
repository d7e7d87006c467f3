#include "transport/http/connection.h"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "transport/http/outgoing.h"
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

// Answers at most once, and at the latest when it is destroyed.
class ReplyOnce {
 public:
  ReplyOnce(std::shared_ptr<Gate> gate, std::weak_ptr<Connection> connection)
      : gate_(std::move(gate)), connection_(std::move(connection)) {}
  ReplyOnce(const ReplyOnce&) = delete;
  ReplyOnce& operator=(const ReplyOnce&) = delete;
  ~ReplyOnce() {
    if (!sent_) Send(ErrorResponse(kInternalError, "the request was dropped without an answer"));
  }

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
      reply_arrived_(stream_.get_executor(), asio::steady_timer::time_point::max()),
      idle_watch_(stream_.get_executor()) {
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
    // Others first: meanwhile the next request may come, and is read without a wait.
    if (outcome == Outcome::kKeepOpen) co_await asio::post(stream_.get_executor(), kAsTuple);
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
  idle_since_ = std::chrono::steady_clock::now();
  if (!is_watching_) WatchIdleWait();
  const auto [error, count] = co_await stream_.socket().async_read_some(buffer_.prepare(kReceiveBufferBytes), kAsTuple);
  idle_since_.reset();
  idle_ = false;
  if (error) co_return false;
  buffer_.commit(count);
  co_return true;
}

void Connection::WatchIdleWait() {
  is_watching_ = true;
  idle_watch_.expires_at(*idle_since_ + shared_.options.idle_timeout);
  idle_watch_.async_wait([connection = weak_from_this()](error_code error) {
    const auto self = connection.lock();
    if (!error && self != nullptr) self->EndLongIdleWait();
  });
}

void Connection::EndLongIdleWait() {
  is_watching_ = false;
  if (!idle_since_) return;
  const bool is_long = std::chrono::steady_clock::now() >= *idle_since_ + shared_.options.idle_timeout;
  is_long ? stream_.cancel() : WatchIdleWait();
}

asio::awaitable<Connection::Outcome> Connection::ServeOne() {
  HeadParser head;
  head.header_limit(static_cast<uint32_t>(shared_.options.max_header_bytes));
  head.body_limit(boost::none);
  error_code error = TakeHead(head);
  if (!IsWhole(head)) stream_.expires_after(shared_.options.request_timeout);
  if (error == beast::http::error::need_more) error = co_await ReadHead(head);
  if (error) co_return co_await RefuseBroken(error);
  const bool asks_for_websocket = head.get().target() == kWebSocketTarget && beast::websocket::is_upgrade(head.get());
  if (asks_for_websocket && shared_.options.websocket.enabled) {
    idle_watch_.cancel();  // a WebSocket has its own
    co_return co_await ServeWebSocket(head);
  }
  if (!shared_.options.plain_http) {
    co_return co_await RefuseRequest(ErrorResponse(kNotFound, "only WebSocket is served here, at /ws"));
  }
  if (head.content_length().value_or(0) > shared_.options.max_body_bytes) {
    co_return co_await RefuseRequest(Refusal::kBodyTooLarge, kPayloadTooLarge, TooLargeMessage(&head));
  }
  co_return co_await Answer(head);
}

// What has come is mostly the whole request, and then nothing is waited for.
error_code Connection::TakeHead(HeadParser& head) {
  error_code error;
  buffer_.consume(head.put(buffer_.data(), error));
  if (error && error != beast::http::error::need_more) return error;
  return head.is_header_done() ? error_code() : make_error_code(beast::http::error::need_more);
}

bool Connection::IsWhole(const HeadParser& head) const {
  return head.is_header_done() && IsBodyBuffered(head, buffer_);
}

asio::awaitable<error_code> Connection::ReadHead(HeadParser& head) {
  const auto [error, count] = co_await beast::http::async_read_header(stream_, buffer_, head, kAsTuple);
  co_return error;
}

asio::awaitable<Connection::Outcome> Connection::Answer(HeadParser& head) {
  const BodyReservation reservation(shared_, BodyBytes(head, shared_.options));
  if (!reservation.fits()) {
    co_return co_await RefuseRequest(Refusal::kPendingBytes, kUnavailable,
                                     "too many request bytes are being handled (max_pending_body_bytes)");
  }
  Incoming incoming = MakeIncoming(head, peer_address_);
  if (!TakeBody(buffer_, head, incoming.request.body)) {
    const error_code error = co_await ReadRestOfBody(head, incoming.request.body);
    if (error) co_return co_await RefuseBroken(error);
  }
  PassToHandler(std::move(incoming.request));
  if (!reply_) co_await WaitForReply();
  const Response response = std::move(*reply_);
  if (response.delay > Duration::zero()) co_await Wait(response.delay);
  const bool keep_alive = incoming.keep_alive && !draining_;
  Outgoing outgoing(response, keep_alive, incoming.with_body);
  outgoing.SendAtOnce(stream_.socket());
  bool is_sent = outgoing.is_sent();
  if (!is_sent) is_sent = co_await outgoing.Send(stream_, shared_.options.write_timeout);
  co_return is_sent&& keep_alive ? Outcome::kKeepOpen : Outcome::kClose;
}

Connection::Incoming Connection::MakeIncoming(const HeadParser& head, const std::string& peer_address) {
  const auto& message = head.get();
  const bool is_head = message.method() == beast::http::verb::head;
  Request request{
      is_head ? "GET" : std::string(message.method_string()), std::string(message.target()), {}, {}, peer_address};
  request.headers.Reserve(static_cast<size_t>(std::distance(message.begin(), message.end())));
  for (const auto& field : message) {
    request.headers.Add(std::string(field.name_string()), std::string(field.value()));
  }
  return {std::move(request), head.keep_alive(), !is_head};
}

asio::awaitable<error_code> Connection::ReadRestOfBody(HeadParser& head, Bytes& body) {
  const bool waits_for_us = beast::iequals(head.get()[beast::http::field::expect], "100-continue");
  if (waits_for_us && buffer_.size() == 0) {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto piece = asio::buffer(kContinue.data(), kContinue.size());
    const auto [error, count] = co_await asio::async_write(stream_, piece, kAsTuple);
    if (error) co_return error;
  }
  co_return co_await ReadBody(stream_, buffer_, head, shared_.options.max_body_bytes, body);
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
  Outgoing outgoing(response, /*keep_alive=*/false, /*with_body=*/true);
  const bool is_sent = co_await outgoing.Send(stream_, shared_.options.write_timeout);
  co_return is_sent ? Outcome::kLinger : Outcome::kClose;
}

void Connection::PassToHandler(Request request) {
  reply_.reset();
  auto once = std::make_shared<ReplyOnce>(shared_.gate, weak_from_this());
  Reply reply = [once = std::move(once)](Response response) { once->Send(std::move(response)); };
  asking_thread_.store(std::this_thread::get_id(), std::memory_order_relaxed);
  shared_.handler(std::move(request), std::move(reply));
  asking_thread_.store(std::thread::id(), std::memory_order_relaxed);
}

asio::awaitable<void> Connection::WaitForReply() {
  while (!reply_) co_await reply_arrived_.async_wait(kAsTuple);
}

asio::awaitable<void> Connection::Wait(Duration delay) {
  asio::steady_timer timer(stream_.get_executor(), delay);
  co_await timer.async_wait(kAsTuple);
}

std::string Connection::TooLargeMessage(const HeadParser* head) const {
  const std::string size =
      head == nullptr ? "" : " of " + std::to_string(head->content_length().value_or(0)) + " bytes";
  return "the body" + size + " is larger than the limit of " + std::to_string(shared_.options.max_body_bytes) +
         " bytes (max_body_bytes)";
}

}  // namespace sciot::transport::http
