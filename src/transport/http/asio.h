// The parts of Boost.Asio and Boost.Beast that the HTTP server and client share. Slow to compile: for .cc
// files and internal headers only.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>

namespace sciot::transport::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using tcp = asio::ip::tcp;

// Completion token: co_await gives a tuple that starts with the error code; nothing throws.
inline constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

// Bytes of each connection's receive buffer; a request's or answer's head and, often, its whole body fit.
inline constexpr size_t kReceiveBufferBytes = size_t{16} << 10;

}  // namespace sciot::transport::http
