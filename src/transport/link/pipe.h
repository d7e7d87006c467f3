// One direction of a shaped connection. Internal to the link shaper.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>

#include "base/bytes.h"
#include "transport/link/link.h"

namespace sciot::transport::link {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

inline constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

// Carries bytes from one socket to another: each chunk leaves when the pacer says, and arrives a delay later, never
// before the one ahead of it. Read and Write run side by side on one thread; both return when the direction has ended.
// All references must outlive them.
class Pipe {
 public:
  Pipe(tcp::socket& from, tcp::socket& to, Link& link, Pacer& pacer);

  // The error is empty when `from` said that it sends no more.
  asio::awaitable<error_code> Read();
  asio::awaitable<error_code> Write();

  // Makes Read and Write return soon; the sockets are closed by the owner.
  void Cancel();

 private:
  // Bytes on their way; none of them: the end.
  struct Chunk {
    TimePoint arrives_at;
    Bytes bytes;
  };

  // The peer will never hear of this connection again.
  bool IsSilent();
  void Push(Chunk chunk);
  asio::awaitable<void> SleepUntil(asio::steady_timer& timer, TimePoint time);

  tcp::socket& from_;
  tcp::socket& to_;
  Link& link_;
  Pacer& pacer_;
  std::deque<Chunk> on_the_way_;
  size_t bytes_on_the_way_ = 0;
  asio::steady_timer read_timer_;
  asio::steady_timer write_timer_;
  asio::steady_timer room_;     // never expires; cancelled when the queue shrinks
  asio::steady_timer arrived_;  // never expires; cancelled when the queue grows
  TimePoint last_arrival_{};
  bool is_silent_ = false;
  bool cancelled_ = false;
};

}  // namespace sciot::transport::link
