#include "transport/http/outgoing.h"

#include <boost/beast/http/status.hpp>

namespace sciot::transport::http {
namespace {

// A body up to this size is copied behind its head.
constexpr size_t kSmallBodyBytes = 4096;

std::string FormatHead(const Response& response, bool keep_alive, size_t spare_bytes) {
  const auto reason = beast::http::obsolete_reason(beast::http::int_to_status(static_cast<unsigned>(response.status)));
  std::string head;
  head.reserve(kUsualHeadBytes + spare_bytes);
  head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(reason).append("\r\n");
  response.headers.AppendLines(head, "\r\n");
  head.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
  head += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return head;
}

}  // namespace

Outgoing::Outgoing(const Response& response, bool keep_alive, bool with_body) {
  ByteView body = with_body ? ByteView(response.body) : ByteView();
  const bool is_small = body.size() <= kSmallBodyBytes;
  head_ = FormatHead(response, keep_alive, is_small ? body.size() : 0);
  if (is_small) head_ += AsText(std::exchange(body, ByteView()));
  pieces_ = {asio::buffer(head_), asio::buffer(body.data(), body.size())};
  left_ = beast::buffers_suffix<Pieces>(pieces_);
}

void Outgoing::SendAtOnce(tcp::socket& socket) {
  error_code blocked;  // Send waits
  const bool is_one_piece = pieces_[1].size() == 0;
  left_.consume(is_one_piece ? socket.write_some(pieces_[0], blocked) : socket.write_some(pieces_, blocked));
}

asio::awaitable<bool> Outgoing::Send(beast::tcp_stream& stream, Duration timeout) {
  while (!is_sent()) {
    stream.expires_after(timeout);
    const auto [error, count] = co_await stream.async_write_some(left_, kAsTuple);
    if (error) co_return false;
    left_.consume(count);
  }
  co_return true;
}

}  // namespace sciot::transport::http
