// The TCP connection of a client whose thread waits for each read and write itself.
#pragma once

#include <poll.h>

#include <boost/beast/core/role.hpp>
#include <boost/system/system_error.hpp>

#include "base/clock.h"
#include "transport/http/asio.h"
#include "transport/wake.h"

namespace sciot::transport::http {

// A SyncStream of Beast's and Asio's. It polls rather than asks a reactor, which saves system calls, threads and
// timers.
class BlockingStream {
 public:
  using executor_type = tcp::socket::executor_type;

  // Waits end with asio::error::operation_aborted while `wake` is set.
  BlockingStream(const executor_type& executor, const Wake& wake) : socket_(executor), wake_(wake) {}

  // Waits end with beast::error::timeout then.
  void WaitUntil(TimePoint time) { wait_until_ = time; }

  error_code Connect(const tcp::endpoint& endpoint);
  void Close();

  executor_type get_executor() { return socket_.get_executor(); }

  template <typename Buffers>
  size_t read_some(const Buffers& buffers, error_code& error);
  template <typename Buffers>
  size_t write_some(const Buffers& buffers, error_code& error);

  // Throw boost::system::system_error.
  template <typename Buffers>
  size_t read_some(const Buffers& buffers) {
    error_code error;
    const size_t count = read_some(buffers, error);
    if (error) throw boost::system::system_error(error);
    return count;
  }
  template <typename Buffers>
  size_t write_some(const Buffers& buffers) {
    error_code error;
    const size_t count = write_some(buffers, error);
    if (error) throw boost::system::system_error(error);
    return count;
  }

 private:
  // Until the socket is ready for `events` of poll(2).
  error_code Wait(short events);

  template <typename Operation>
  size_t WhenReady(short events, error_code& error, const Operation& operation);

  tcp::socket socket_;
  const Wake& wake_;
  TimePoint wait_until_ = TimePoint::max();
  beast::flat_buffer ahead_;  // received and not asked for yet
};

template <typename Operation>
size_t BlockingStream::WhenReady(short events, error_code& error, const Operation& operation) {
  while (true) {
    const size_t count = operation();
    if (error != asio::error::would_block) return count;
    error = Wait(events);
    if (error) return 0;
  }
}

// Where little is asked for, as by Beast's WebSocket, the system is asked for all that has come.
template <typename Buffers>
size_t BlockingStream::read_some(const Buffers& buffers, error_code& error) {
  const auto receive = [&](const auto& target) {
    return WhenReady(POLLIN, error, [&] { return socket_.read_some(target, error); });
  };
  if (ahead_.size() == 0 && asio::buffer_size(buffers) >= kReceiveBufferBytes) return receive(buffers);
  error = {};
  if (ahead_.size() == 0) ahead_.commit(receive(ahead_.prepare(kReceiveBufferBytes)));
  const size_t count = asio::buffer_copy(buffers, ahead_.data());
  ahead_.consume(count);
  return count;
}

template <typename Buffers>
size_t BlockingStream::write_some(const Buffers& buffers, error_code& error) {
  return WhenReady(POLLOUT, error, [&] { return socket_.write_some(buffers, error); });
}

// Found by Beast's WebSocket when it ends the connection.
inline void teardown(beast::role_type, BlockingStream& stream, error_code& error) {
  stream.Close();
  error = {};
}

}  // namespace sciot::transport::http
