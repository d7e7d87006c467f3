#include "transport/http/client.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_suffix.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/vector_body.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <cerrno>
#include <mutex>
#include <optional>

#include "transport/http/asio.h"
#include "transport/http/blocking_stream.h"
#include "transport/http/websocket_message.h"

namespace sciot::transport::http {
namespace {

// Without permessage-deflate: tensors do not shrink.
using WebSocket = beast::websocket::stream<BlockingStream&, false>;
using Endpoints = std::vector<tcp::endpoint>;
using Parser = beast::http::response_parser<beast::http::vector_body<std::byte>>;

// Masked and written at once: with a frame's header, what Asio gives the system in one call.
constexpr size_t kWebSocketWriteBytes = (size_t{64} << 10) - 64;

size_t BodyBytes(const ClientRequest& request) {
  size_t size_bytes = 0;
  for (const ByteView segment : request.body) size_bytes += segment.size();
  return size_bytes;
}

std::string FormatHead(const ClientRequest& request, const Url& url) {
  std::string head = request.method + " " + url.prefix + request.target + " HTTP/1.1\r\n";
  head += "Host: " + url.Authority() + "\r\n";
  request.headers.AppendLines(head, "\r\n");
  return head + "Content-Length: " + std::to_string(BodyBytes(request)) + "\r\n\r\n";
}

std::vector<asio::const_buffer> Buffers(const std::string& head, const ClientRequest& request) {
  std::vector<asio::const_buffer> buffers = {asio::buffer(head)};
  for (const ByteView segment : request.body) buffers.push_back(asio::buffer(segment.data(), segment.size()));
  return buffers;
}

Response MakeResponse(Parser& parser) {
  auto& message = parser.get();
  Response response{static_cast<int>(message.result_int()), {}, std::move(message.body())};
  for (const auto& field : message) response.headers.Add(std::string(field.name_string()), std::string(field.value()));
  return response;
}

bool IsInformational(const Parser& parser) {
  return parser.get().result_int() / 100 == 1;
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
    timeout_ = timeout;
    deadline_ = std::chrono::steady_clock::now() + timeout;
    BeginCall();
    Response response;
    const error_code error = Call(request, response);
    const bool cancelled = EndCall();
    if (!error && !cancelled) return response;
    Disconnect();
    return MakeError(error, cancelled);
  }

  void Cancel() {
    const std::lock_guard lock(mutex_);
    if (!calling_) return;
    cancelled_ = true;
    wake_.Set();
    if (resolving_) asio::post(io_, [] {});
  }

 private:
  // What is being done, for errors.
  enum class Phase { kConnecting, kExchanging, kWaiting };

  void BeginCall() {
    const std::lock_guard lock(mutex_);
    ++call_;
    calling_ = true;
    if (cancelled_) wake_.Clear();
    cancelled_ = false;
  }

  // Whether it was cancelled.
  bool EndCall() {
    const std::lock_guard lock(mutex_);
    calling_ = false;
    return cancelled_;
  }

  error_code Call(const ClientRequest& request, Response& response) {
    const bool kept = stream_.has_value();
    error_code error = kept ? error_code{} : Connect();
    if (error) return error;
    error = Exchange(request, response);
    if (!kept || !IsStale(error)) return error;
    error = Connect();
    return error ? error : Exchange(request, response);
  }

  static bool IsOver(error_code error) {
    return error == beast::error::timeout || error == asio::error::operation_aborted;
  }

  // True when the server closed the kept connection before it saw the request.
  bool IsStale(error_code error) const { return error && !answered_ && !IsOver(error); }

  error_code Connect() {
    phase_ = Phase::kConnecting;
    const TimePoint wait_until = std::min(deadline_, std::chrono::steady_clock::now() + options_.connect_timeout);
    Disconnect();
    buffer_.clear();
    if (wake_.file() < 0) return {EMFILE, boost::system::system_category()};
    error_code error = Resolve(wait_until);
    if (error) return error;
    stream_.emplace(io_.get_executor(), wake_);
    stream_->WaitUntil(wait_until);
    for (const tcp::endpoint& endpoint : endpoints_) {
      error = stream_->Connect(endpoint);
      if (!error || IsOver(error)) break;
    }
    if (!error) return url_.websocket ? OpenWebSocket() : error;
    endpoints_.clear();  // the name may mean another address by now
    return error;
  }

  void Disconnect() {
    websocket_.reset();
    stream_.reset();
  }

  error_code OpenWebSocket() {
    websocket_.emplace(*stream_);
    websocket_->binary(true);
    websocket_->auto_fragment(false);
    websocket_->write_buffer_bytes(kWebSocketWriteBytes);
    websocket_->read_message_max(options_.max_response_bytes + options_.max_header_bytes);
    error_code error;
    websocket_->handshake(url_.Authority(), url_.prefix + std::string(kWebSocketTarget), error);
    return error;
  }

  error_code ExchangeMessages(const ClientRequest& request, Response& response) {
    const std::string id = std::to_string(call_);
    const std::string head = FormatWebSocketRequestHead(id, request.method, request.target, request.headers);
    error_code error;
    websocket_->write(Buffers(head, request), error);
    if (error) return error;
    if (request.once_sent) request.once_sent();
    AwaitAnswer();
    buffer_.clear();
    answered_ = websocket_->read(buffer_, error) > 0;
    if (error == beast::websocket::error::message_too_big) return make_error_code(beast::http::error::body_limit);
    if (error) return error;
    const ByteView bytes(static_cast<const std::byte*>(buffer_.data().data()), buffer_.size());
    auto answer = ParseWebSocketResponse(bytes, options_.max_header_bytes);
    buffer_.clear();
    if (!answer.ok() || answer.value().id != id) return asio::error::invalid_argument;
    response = std::move(answer.value().message);
    return error;
  }

  // All is sent; the answer must begin soon.
  void AwaitAnswer() {
    phase_ = Phase::kWaiting;
    const TimePoint now = std::chrono::steady_clock::now();
    if (options_.read_timeout < deadline_ - now) stream_->WaitUntil(now + options_.read_timeout);
  }

  // It has begun.
  void AwaitRest() {
    phase_ = Phase::kExchanging;
    stream_->WaitUntil(deadline_);
  }

  // Fills endpoints_.
  error_code Resolve(TimePoint wait_until) {
    if (!endpoints_.empty()) return {};
    error_code error;
    const auto address = asio::ip::make_address(url_.host, error);
    if (error) return ResolveName(wait_until);
    endpoints_ = {tcp::endpoint(address, url_.port)};
    return {};
  }

  // A name server that does not answer cannot be interrupted, so it is left behind.
  error_code ResolveName(TimePoint wait_until) {
    struct Answer {
      bool arrived = false;
      error_code error;
      Endpoints endpoints;
    };
    const auto answer = std::make_shared<Answer>();
    io_.restart();
    resolver_.async_resolve(url_.host, std::to_string(url_.port), [answer](error_code error, const auto& results) {
      *answer = {true, error, Endpoints(results.begin(), results.end())};
    });
    SetResolving(true);
    while (!answer->arrived && !IsCancelled() && io_.run_one_until(wait_until) > 0) continue;
    SetResolving(false);
    if (!answer->arrived) return IsCancelled() ? error_code(asio::error::operation_aborted) : beast::error::timeout;
    endpoints_ = std::move(answer->endpoints);
    return answer->error;
  }

  void SetResolving(bool resolving) {
    const std::lock_guard lock(mutex_);
    resolving_ = resolving;
  }

  bool IsCancelled() {
    const std::lock_guard lock(mutex_);
    return cancelled_;
  }

  // A server may refuse a request before it has read all of it, so the answer is read also after a failed
  // write.
  error_code Exchange(const ClientRequest& request, Response& response) {
    phase_ = Phase::kExchanging;
    answered_ = false;
    stream_->WaitUntil(deadline_);
    if (websocket_) return ExchangeMessages(request, response);
    const std::string head = FormatHead(request, url_);
    const error_code write_error = Write(Buffers(head, request));
    if (IsOver(write_error)) return write_error;
    if (!write_error && request.once_sent) request.once_sent();
    AwaitAnswer();
    const error_code read_error = Receive(request.method == "HEAD", response);
    return write_error && read_error ? write_error : read_error;
  }

  error_code Write(const std::vector<asio::const_buffer>& buffers) {
    beast::buffers_suffix<std::vector<asio::const_buffer>> left(buffers);
    error_code error;
    while (!error && asio::buffer_size(left) > 0) left.consume(stream_->write_some(left, error));
    return error;
  }

  error_code Receive(bool without_body, Response& response) {
    std::optional<Parser> parser;
    error_code error;
    do {
      parser.emplace();
      parser->skip(without_body);
      parser->header_limit(static_cast<uint32_t>(options_.max_header_bytes));
      parser->body_limit(options_.max_response_bytes);
      beast::http::read_header(*stream_, buffer_, *parser, error);
      answered_ = answered_ || parser->got_some();
      if (error) return error;
    } while (IsInformational(*parser));
    AwaitRest();
    const bool keep_alive = parser->keep_alive();
    beast::http::read(*stream_, buffer_, *parser, error);
    if (error) return error;
    response = MakeResponse(*parser);
    // Bytes after the answer belong to nothing we asked for.
    if (!keep_alive || buffer_.size() > 0) stream_.reset();
    return error;
  }

  Error MakeError(error_code error, bool cancelled) const {
    const std::string server = url_.Authority();
    if (cancelled) return Error{ErrorCode::kUnavailable, "the call to " + server + " was cancelled"};
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
  asio::io_context io_{1};  // for names
  tcp::resolver resolver_{io_};
  Endpoints endpoints_;  // what the host's name means; empty until resolved
  Wake wake_;            // set when the call is cancelled
  std::optional<BlockingStream> stream_;
  std::optional<WebSocket> websocket_;  // over stream_
  beast::flat_buffer buffer_;
  uint64_t call_ = 0;
  bool answered_ = false;  // a byte of the answer came
  Phase phase_ = Phase::kConnecting;
  Duration timeout_{};
  TimePoint deadline_;
  std::mutex mutex_;  // guards what follows
  bool calling_ = false;
  bool cancelled_ = false;
  bool resolving_ = false;
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
