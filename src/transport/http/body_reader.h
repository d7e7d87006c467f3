// Reads the body of an HTTP request whose head is parsed. Internal to the HTTP transport.
#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "base/bytes.h"
#include "transport/http/asio.h"

namespace sciot::transport::http {

// Parses a request's head; its body limit must be off, because ReadBody checks the length.
using HeadParser = beast::http::request_parser<beast::http::empty_body>;

// Whether the whole body after `head` has come and is in `buffer`.
bool IsBodyBuffered(const HeadParser& head, const beast::flat_buffer& buffer);

// Moves the body after `head` out of `buffer` into `body`, where the whole has come; false where not.
bool TakeBody(beast::flat_buffer& buffer, const HeadParser& head, Bytes& body);

// Reads the body after `head` into `body`. A body of known length goes straight from the socket to its place;
// memory grows with the bytes that came, not with those that were announced. beast::http::error::body_limit
// when it exceeds `max_bytes`.
asio::awaitable<error_code> ReadBody(beast::tcp_stream& stream, beast::flat_buffer& buffer, HeadParser& head,
                                     size_t max_bytes, Bytes& body);

}  // namespace sciot::transport::http
