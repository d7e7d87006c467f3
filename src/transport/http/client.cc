#include "transport/http/client.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "transport/http/asio.h"
#include "transport/http/body_reader.h"
#include "transport/http/websocket_message.h"

namespace sciot::transport::http {
namespace {

// Without permessage-deflate: tensors do not shrink.
using WebSocket = beast::websocket::stream<beast::tcp_stream&, false>;
using Endpoints = std::vector<tcp::endpoint>;

// Masked and written at once.
constexpr size_t kWebSocketWriteBytes = size_t{64} << 10;

size_t BodyBytes(const ClientRequest& request) {
  size_t size_bytes = 0;
  for (const ByteView segment : request.body) size_bytes += segment.size();
  return size_bytes;
}

std::string FormatHead(const ClientRequest& request, const Url& url) {
  std::string head = request.method + " " + url.prefix + request.target + " HTTP/1.1\r\n";
  head += "Host: " + url.Authority() + "\r\n";
  for (const Header& header : request.headers.list()) head += header.name + ": " + header.value + "\r\n";
  return head + "Content-Length: " + std::to_string(BodyBytes(request)) + "\r\n\r\n";
}

std::vector<asio::const_buffer> Buffers(const std::string& head, const ClientRequest& request) {
  std::vector<asio::const_buffer> buffers = {asio::buffer(head)};
  for (const ByteView segment : request.body) buffers.push_back(asio::buffer(segment.data(), segment.size()));
  return buffers;
}

Response MakeResponse(const HeadParser<false>& head) {
  Response response{static_cast<int>(head.get().result_int()), {}, {}};
  for (const auto& field : head.get()) {
    response.headers.Add(std::string(field.name_string()), std::string(field.value()));
  }
  return response;
}

bool IsInformational(const HeadParser<false>& head) {
  return head.get().result_int() / 100 == 1;
}

std::string Milliseconds(Duration duration) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count()) + " ms";
}

}  // namespace

class Client::Impl {
 public:
  Impl(Url url, const ClientOptions& options) : url_(std::move(url)), options_(options) {
    buffer_.reserve(kReceiveBufferBytes);
  }

  const Url& url() const { return url_; }

  Result<Response> Send(const ClientRequest& request, Duration timeout) {
    ++call_;
    cancelled_ = false;
    timeout_ = timeout;
    deadline_ = std::chrono::steady_clock::now() + timeout;
    error_code error;
    Response response;
    bool done = false;
    io_.restart();
    asio::co_spawn(io_, Call(request, response, error), [&](const std::exception_ptr& exception) {
      done = true;
      if (exception) error = asio::error::no_memory;  // the only thing that throws in there
    });
    while (!done && io_.run_one() > 0) continue;
    ++call_;
    if (!error && !cancelled_) return response;
    Disconnect();
    return MakeError(error);
  }

  void Cancel() {
    asio::post(io_, [this, call = call_.load()] {
      if (call != call_) return;
      cancelled_ = true;
      resolved_.cancel();
      if (stream_) stream_->cancel();
    });
  }

 private:
  // What is being done, for errors.
  enum class Phase { kConnecting, kExchanging, kWaiting };

  asio::awaitable<void> Call(const ClientRequest& request, Response& response, error_code& error) {
    const bool kept = stream_.has_value();
    if (!kept) error = co_await Connect();
    if (error) co_return;
    error = co_await Exchange(request, response);
    if (!kept || !IsStale(error)) co_return;
    error = co_await Connect();
    if (!error) error = co_await Exchange(request, response);
  }

  // True when the server closed the kept connection before it saw the request.
  bool IsStale(error_code error) const { return error && !answered_ && !cancelled_ && error != beast::error::timeout; }

  asio::awaitable<error_code> Connect() {
    phase_ = Phase::kConnecting;
    Disconnect();
    buffer_.clear();
    if (const error_code error = co_await Resolve()) co_return error;
    if (cancelled_) co_return asio::error::operation_aborted;
    stream_.emplace(io_);
    stream_->expires_at(ConnectDeadline());
    const auto [error, endpoint] = co_await stream_->async_connect(endpoints_, kAsTuple);
    if (error) {
      endpoints_.clear();  // the name may mean another address by now
      co_return error;
    }
    error_code ignored;  // a connection without it is slower, not wrong
    stream_->socket().set_option(tcp::no_delay(true), ignored);
    if (url_.websocket) co_return co_await OpenWebSocket();
    co_return error_code{};
  }

  void Disconnect() {
    websocket_.reset();
    stream_.reset();
  }

  // The deadlines of the TCP stream hold for what goes over it.
  asio::awaitable<error_code> OpenWebSocket() {
    websocket_.emplace(*stream_);
    websocket_->binary(true);
    websocket_->auto_fragment(false);
    websocket_->write_buffer_bytes(kWebSocketWriteBytes);
    websocket_->read_message_max(options_.max_response_bytes + options_.max_header_bytes);
    const std::string target = url_.prefix + std::string(kWebSocketTarget);
    const std::string host = url_.Authority();
    const auto [error] = co_await websocket_->async_handshake(host, target, kAsTuple);
    co_return error;
  }

  asio::awaitable<error_code> ExchangeMessages(const ClientRequest& request, Response& response) {
    const std::string id = std::to_string(call_);
    const std::string head = FormatWebSocketRequestHead(id, request.method, request.target, request.headers);
    const std::vector<asio::const_buffer> buffers = Buffers(head, request);
    const auto [write_error, sent] = co_await websocket_->async_write(buffers, kAsTuple);
    if (write_error) co_return write_error;
    if (request.once_sent) request.once_sent();
    AwaitAnswer();
    buffer_.clear();
    const auto [error, received] = co_await websocket_->async_read(buffer_, kAsTuple);
    answered_ = received > 0;
    if (error == beast::websocket::error::message_too_big) co_return make_error_code(beast::http::error::body_limit);
    if (error) co_return error;
    const ByteView bytes(static_cast<const std::byte*>(buffer_.data().data()), buffer_.size());
    auto answer = ParseWebSocketResponse(bytes, options_.max_header_bytes);
    buffer_.clear();
    if (!answer.ok() || answer.value().id != id) co_return asio::error::invalid_argument;
    response = std::move(answer.value().message);
    co_return error_code{};
  }

  // All is sent; the answer must begin soon.
  void AwaitAnswer() {
    phase_ = Phase::kWaiting;
    const Duration left = deadline_ - std::chrono::steady_clock::now();
    if (options_.read_timeout < left) stream_->expires_after(options_.read_timeout);
  }

  // It has begun.
  void AwaitRest() {
    phase_ = Phase::kExchanging;
    stream_->expires_at(deadline_);
  }

  TimePoint ConnectDeadline() const {
    return std::min(deadline_, std::chrono::steady_clock::now() + options_.connect_timeout);
  }

  // Fills endpoints_. A name server that does not answer cannot be interrupted, so it is left behind.
  asio::awaitable<error_code> Resolve() {
    if (!endpoints_.empty()) co_return error_code{};
    error_code error;
    const auto address = asio::ip::make_address(url_.host, error);
    if (!error) {
      endpoints_ = {tcp::endpoint(address, url_.port)};
      co_return error;
    }
    co_return co_await ResolveName();
  }

  asio::awaitable<error_code> ResolveName() {
    struct Answer {
      bool arrived = false;
      error_code error;
      Endpoints endpoints;
    };
    const auto answer = std::make_shared<Answer>();
    resolver_.async_resolve(url_.host, std::to_string(url_.port), [this, answer](error_code error, auto results) {
      *answer = {true, error, Endpoints(results.begin(), results.end())};
      resolved_.cancel();
    });
    const TimePoint deadline = ConnectDeadline();
    resolved_.expires_at(deadline);
    while (!answer->arrived && !cancelled_) {
      co_await resolved_.async_wait(kAsTuple);
      if (std::chrono::steady_clock::now() >= deadline) break;
    }
    if (!answer->arrived) co_return make_error_code(beast::error::timeout);
    endpoints_ = std::move(answer->endpoints);
    co_return answer->error;
  }

  // A server may refuse a request before it has read all of it, so the answer is read also after a failed
  // write.
  asio::awaitable<error_code> Exchange(const ClientRequest& request, Response& response) {
    phase_ = Phase::kExchanging;
    answered_ = false;
    stream_->expires_at(deadline_);
    if (websocket_) co_return co_await ExchangeMessages(request, response);
    const std::string head = FormatHead(request, url_);
    const std::vector<asio::const_buffer> buffers = Buffers(head, request);
    const auto [write_error, sent] = co_await asio::async_write(*stream_, buffers, kAsTuple);
    if (write_error == beast::error::timeout || cancelled_) co_return write_error;
    if (!write_error && request.once_sent) request.once_sent();
    AwaitAnswer();
    const error_code read_error = co_await Receive(request.method == "HEAD", response);
    co_return write_error&& read_error ? write_error : read_error;
  }

  asio::awaitable<error_code> Receive(bool without_body, Response& response) {
    std::optional<HeadParser<false>> head;
    do {
      head.emplace();
      head->skip(without_body);
      head->header_limit(static_cast<uint32_t>(options_.max_header_bytes));
      head->body_limit(boost::none);
      const auto [error, count] = co_await beast::http::async_read_header(*stream_, buffer_, *head, kAsTuple);
      answered_ = answered_ || head->got_some();
      if (error) co_return error;
    } while (IsInformational(*head));
    AwaitRest();
    const bool keep_alive = head->keep_alive();
    response = MakeResponse(*head);
    const error_code error = co_await ReadBody(*stream_, buffer_, *head, options_.max_response_bytes, response.body);
    // Bytes after the answer belong to nothing we asked for.
    if (!error && (!keep_alive || buffer_.size() > 0)) stream_.reset();
    co_return error;
  }

  Error MakeError(error_code error) const {
    const std::string server = url_.Authority();
    if (cancelled_) return Error{ErrorCode::kUnavailable, "the call to " + server + " was cancelled"};
    if (error == beast::http::error::body_limit) {
      return Error{ErrorCode::kTooLarge, "the answer of " + server + " is larger than " +
                                             std::to_string(options_.max_response_bytes) +
                                             " bytes (max_response_bytes)"};
    }
    const bool connecting = phase_ == Phase::kConnecting;
    if (error == beast::error::timeout) {
      const Duration limit = connecting                  ? options_.connect_timeout
                             : phase_ == Phase::kWaiting ? options_.read_timeout
                                                         : timeout_;
      const Duration waited = std::min(timeout_, limit);
      return Error{ErrorCode::kTimeout,
                   (connecting ? "no connection to " : "no answer from ") + server + " within " + Milliseconds(waited)};
    }
    return Error{ErrorCode::kUnavailable,
                 (connecting ? "cannot connect to " : "no answer from ") + server + ": " + error.message()};
  }

  const Url url_;
  const ClientOptions options_;
  asio::io_context io_{1};
  tcp::resolver resolver_{io_};
  asio::steady_timer resolved_{io_};
  Endpoints endpoints_;  // what the host's name means; empty until resolved
  std::optional<beast::tcp_stream> stream_;
  std::optional<WebSocket> websocket_;  // over stream_
  beast::flat_buffer buffer_;
  std::atomic<uint64_t> call_ = 0;  // odd while a call is in progress
  bool cancelled_ = false;
  bool answered_ = false;  // a byte of the answer came
  Phase phase_ = Phase::kConnecting;
  Duration timeout_{};
  TimePoint deadline_;
};

Client::Client(Url url, ClientOptions options) : impl_(std::make_unique<Impl>(std::move(url), options)) {}

Client::~Client() = default;

Result<Response> Client::Send(const ClientRequest& request, Duration timeout) {
  return impl_->Send(request, timeout);
}

void Client::Cancel() {
  impl_->Cancel();
}

const Url& Client::url() const {
  return impl_->url();
}

}  // namespace sciot::transport::http
