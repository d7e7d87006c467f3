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
