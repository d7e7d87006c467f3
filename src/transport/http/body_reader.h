// Reads the body of an HTTP message whose head is parsed. Internal to the HTTP transport.
#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "base/bytes.h"
#include "transport/http/asio.h"

namespace sciot::transport::http {

// Parses a head; its body limit must be off, because ReadBody checks the length.
template <bool is_request>
using HeadParser = beast::http::parser<is_request, beast::http::empty_body>;

// Takes as much as is there of a body of `size_bytes`.
void TakeBuffered(beast::flat_buffer& buffer, size_t size_bytes, Bytes& body);

// Whether the whole body after `head` has come and is in `buffer`.
template <bool is_request>
bool IsBodyBuffered(const HeadParser<is_request>& head, const beast::flat_buffer& buffer) {
  return head.is_done() || (head.content_length() && *head.content_length() <= buffer.size());
}

// Moves the body after `head` out of `buffer` into `body`, where the whole has come; false where not.
template <bool is_request>
bool TakeBody(beast::flat_buffer& buffer, const HeadParser<is_request>& head, Bytes& body) {
  if (!IsBodyBuffered(head, buffer)) return false;
  if (!head.is_done()) TakeBuffered(buffer, static_cast<size_t>(*head.content_length()), body);
  return true;
}

// Reads the body after `head` into `body`. A body of known length goes straight from the socket to its place;
// memory grows with the bytes that came, not with those that were announced. beast::http::error::body_limit
// when it exceeds `max_bytes`.
template <bool is_request>
asio::awaitable<error_code> ReadBody(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                     HeadParser<is_request>& head, size_t max_bytes, Bytes& body);

extern template asio::awaitable<error_code> ReadBody<true>(beast::tcp_stream&, beast::flat_buffer&, HeadParser<true>&,
                                                           size_t, Bytes&);
extern template asio::awaitable<error_code> ReadBody<false>(beast::tcp_stream&, beast::flat_buffer&, HeadParser<false>&,
                                                            size_t, Bytes&);

}  // namespace sciot::transport::http
