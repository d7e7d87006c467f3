#include "transport/link/pipe.h"

#include <algorithm>
#include <boost/asio/write.hpp>

namespace sciot::transport::link {
namespace {

// Bytes one direction of one connection holds at most; beyond it the sender is held back.
constexpr size_t kMaxBytesOnTheWay = size_t{1} << 20;

constexpr auto kNever = asio::steady_timer::time_point::max();

TimePoint Now() {
  return std::chrono::steady_clock::now();
}

// How the next bytes come that `socket` gives after the link was busy.
Arrival ArrivalAt(tcp::socket& socket) {
  error_code error;
  return socket.available(error) > 0 && !error ? Arrival::kWaiting : Arrival::kFresh;
}

}  // namespace

Pipe::Pipe(tcp::socket& from, tcp::socket& to, Link& link, Pacer& pacer)
    : from_(from),
      to_(to),
      link_(link),
      pacer_(pacer),
      read_timer_(from.get_executor()),
      write_timer_(from.get_executor()),
      room_(from.get_executor(), kNever),
      arrived_(from.get_executor(), kNever) {}

asio::awaitable<error_code> Pipe::Read() {
  Arrival arrival = Arrival::kFresh;
  while (!cancelled_) {
    Bytes bytes(pacer_.ChunkBytes());
    const auto [error, count] = co_await from_.async_read_some(asio::buffer(bytes.data(), bytes.size()), kAsTuple);
    if (error && IsSilent()) co_return error_code{};  // the other side must not notice
    if (error && error != asio::error::eof) co_return error;
    bytes.resize(count);
    co_await link_.PastBlackout();
    const TimePoint leaves_at = pacer_.Send(count, Now(), arrival);
    if (IsSilent()) continue;
    Push({leaves_at + link_.DrawDelay(count), std::move(bytes)});
    if (error) break;
    co_await SleepUntil(read_timer_, leaves_at);
    while (bytes_on_the_way_ > kMaxBytesOnTheWay && !cancelled_) co_await room_.async_wait(kAsTuple);
    arrival = ArrivalAt(from_);
  }
  co_return error_code{};
}

asio::awaitable<error_code> Pipe::Write() {
  while (!cancelled_) {
    while (on_the_way_.empty() && !cancelled_) co_await arrived_.async_wait(kAsTuple);
    if (cancelled_) break;
    const Chunk chunk = std::move(on_the_way_.front());
    on_the_way_.pop_front();
    co_await SleepUntil(write_timer_, chunk.arrives_at);
    co_await link_.PastBlackout();
    if (IsSilent()) continue;
    error_code error;
    if (chunk.bytes.empty()) {
      to_.shutdown(tcp::socket::shutdown_send, error);
      co_return error;
    }
    const auto buffer = asio::buffer(chunk.bytes.data(), chunk.bytes.size());
    const auto [write_error, count] = co_await asio::async_write(to_, buffer, kAsTuple);
    if (write_error) co_return write_error;
    bytes_on_the_way_ -= chunk.bytes.size();
    room_.cancel();
  }
  co_return error_code{};
}

void Pipe::Cancel() {
  cancelled_ = true;
  for (asio::steady_timer* timer : {&read_timer_, &write_timer_, &room_, &arrived_}) timer->cancel();
}

bool Pipe::IsSilent() {
  if (link_.conditions().state == LinkState::kSilent) is_silent_ = true;
  return is_silent_;
}

void Pipe::Push(Chunk chunk) {
  chunk.arrives_at = last_arrival_ = std::max(chunk.arrives_at, last_arrival_);
  bytes_on_the_way_ += chunk.bytes.size();
  on_the_way_.push_back(std::move(chunk));
  arrived_.cancel();
}

asio::awaitable<void> Pipe::SleepUntil(asio::steady_timer& timer, TimePoint time) {
  if (cancelled_ || time <= Now()) co_return;
  timer.expires_at(time);
  co_await timer.async_wait(kAsTuple);
}

}  // namespace sciot::transport::link
