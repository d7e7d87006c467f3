#include "transport/http/blocking_stream.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>

namespace sciot::transport::http {
namespace {

// One wait; it is followed by another where there is more time.
constexpr Duration kLongestWait = std::chrono::hours(1);

error_code SystemError(int number) {
  return {number, boost::system::system_category()};
}

timespec ToTimespec(Duration duration) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(duration);
  return {seconds.count(), (duration - seconds).count()};
}

}  // namespace

error_code BlockingStream::Connect(const tcp::endpoint& endpoint) {
  error_code error;
  socket_.close(error);
  ahead_.clear();
  socket_.open(endpoint.protocol(), error);
  if (error) return error;
  socket_.non_blocking(true, error);
  if (error) return error;
  error_code ignored;  // a connection without it is slower, not wrong
  socket_.set_option(tcp::no_delay(true), ignored);
  if (::connect(socket_.native_handle(), endpoint.data(), static_cast<socklen_t>(endpoint.size())) == 0) return error;
  if (errno != EINPROGRESS && errno != EINTR) return SystemError(errno);
  error = Wait(POLLOUT);
  if (error) return error;
  int number = 0;
  socklen_t size = sizeof(number);
  if (::getsockopt(socket_.native_handle(), SOL_SOCKET, SO_ERROR, &number, &size) != 0) number = errno;
  return number == 0 ? error_code{} : SystemError(number);
}

void BlockingStream::Close() {
  error_code ignored;  // the connection ends either way
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
}

error_code BlockingStream::Wait(short events) {
  while (true) {
    const Duration left = wait_until_ - std::chrono::steady_clock::now();
    if (left <= Duration::zero()) return make_error_code(beast::error::timeout);
    const timespec longest = ToTimespec(std::min(left, kLongestWait));
    std::array<pollfd, 2> files{pollfd{socket_.native_handle(), events, 0}, pollfd{wake_.file(), POLLIN, 0}};
    const int ready = ::ppoll(files.data(), files.size(), &longest, nullptr);
    if (ready < 0 && errno != EINTR) return SystemError(errno);
    if (ready <= 0) continue;
    return files[1].revents != 0 ? make_error_code(asio::error::operation_aborted) : error_code{};
  }
}

}  // namespace sciot::transport::http
