#include "transport/http/body_reader.h"

#include <algorithm>
#include <boost/asio/read.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/vector_body.hpp>

namespace sciot::transport::http {
namespace {

// Bytes by which a body grows ahead of what has come.
constexpr size_t kStepBytes = size_t{256} << 10;

// Takes as much as is there of a body of `size_bytes`.
void TakeBuffered(beast::flat_buffer& buffer, size_t size_bytes, Bytes& body) {
  const size_t count = std::min(buffer.size(), size_bytes);
  const auto* data = static_cast<const std::byte*>(buffer.data().data());
  body.assign(data, data + count);
  buffer.consume(count);
}

asio::awaitable<error_code> ReadSized(beast::tcp_stream& stream, beast::flat_buffer& buffer, size_t size_bytes,
                                      Bytes& body) {
  body.reserve(size_bytes);
  TakeBuffered(buffer, size_bytes, body);
  while (body.size() < size_bytes) {
    const size_t start = body.size();
    body.resize(start + std::min(size_bytes - start, kStepBytes));
    const auto target = asio::buffer(body.data() + start, body.size() - start);
    const auto [error, count] = co_await asio::async_read(stream, target, kAsTuple);
    if (error) co_return error;
  }
  co_return error_code{};
}

asio::awaitable<error_code> ReadUnsized(beast::tcp_stream& stream, beast::flat_buffer& buffer, HeadParser& head,
                                        size_t max_bytes, Bytes& body) {
  beast::http::request_parser<beast::http::vector_body<std::byte>> parser(std::move(head));
  parser.body_limit(max_bytes);
  const auto [error, count] = co_await beast::http::async_read(stream, buffer, parser, kAsTuple);
  body = std::move(parser.get().body());
  co_return error;
}

}  // namespace

bool IsBodyBuffered(const HeadParser& head, const beast::flat_buffer& buffer) {
  return head.is_done() || (head.content_length() && *head.content_length() <= buffer.size());
}

bool TakeBody(beast::flat_buffer& buffer, const HeadParser& head, Bytes& body) {
  if (!IsBodyBuffered(head, buffer)) return false;
  if (!head.is_done()) TakeBuffered(buffer, static_cast<size_t>(*head.content_length()), body);
  return true;
}

asio::awaitable<error_code> ReadBody(beast::tcp_stream& stream, beast::flat_buffer& buffer, HeadParser& head,
                                     size_t max_bytes, Bytes& body) {
  if (head.is_done()) co_return error_code{};
  const auto length = head.content_length();
  if (!length) co_return co_await ReadUnsized(stream, buffer, head, max_bytes, body);
  if (*length > max_bytes) co_return make_error_code(beast::http::error::body_limit);
  co_return co_await ReadSized(stream, buffer, static_cast<size_t>(*length), body);
}

}  // namespace sciot::transport::http
