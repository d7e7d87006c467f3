// A blocking TCP connection for tests that speak HTTP byte by byte.
#pragma once

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <string>

namespace sciot::transport::http {

class RawConnection {
 public:
  explicit RawConnection(uint16_t port) { socket_.connect({boost::asio::ip::address_v4::loopback(), port}, error_); }

  bool is_connected() const { return !error_; }

  void Send(const std::string& text) { boost::asio::write(socket_, boost::asio::buffer(text), error_); }

  void EndSending() { socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, error_); }

  // Everything up to and with `end`.
  std::string ReadUntil(const std::string& end) {
    const size_t count = boost::asio::read_until(socket_, boost::asio::dynamic_buffer(buffer_), end, error_);
    std::string text = buffer_.substr(0, count);
    buffer_.erase(0, count);
    return text;
  }

  // Everything until the other side closes.
  std::string ReadToEnd() {
    boost::asio::read(socket_, boost::asio::dynamic_buffer(buffer_), error_);
    return std::move(buffer_);
  }

 private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_{io_};
  boost::system::error_code error_;
  std::string buffer_;
};

}  // namespace sciot::transport::http
