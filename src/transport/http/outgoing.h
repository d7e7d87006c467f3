// A response on its way to the client. Internal to the HTTP transport.
#pragma once

#include <array>
#include <boost/beast/core/buffers_suffix.hpp>
#include <string>

#include "transport/http/asio.h"
#include "transport/http/message.h"

namespace sciot::transport::http {

class Outgoing {
 public:
  // `response` must outlive it. Without body for a HEAD.
  Outgoing(const Response& response, bool keep_alive, bool with_body);
  Outgoing(const Outgoing&) = delete;
  Outgoing& operator=(const Outgoing&) = delete;

  bool is_sent() const { return asio::buffer_size(left_) == 0; }

  // Sends as much as the system takes at once: mostly all.
  void SendAtOnce(tcp::socket& socket);

  // Sends the rest; false when the client is gone, or does not read for `timeout`.
  asio::awaitable<bool> Send(beast::tcp_stream& stream, Duration timeout);

 private:
  using Pieces = std::array<asio::const_buffer, 2>;

  std::string head_;  // with the body, when that is small: the system takes one piece faster than two
  Pieces pieces_;
  beast::buffers_suffix<Pieces> left_;
};

}  // namespace sciot::transport::http
