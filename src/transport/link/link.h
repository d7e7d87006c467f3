// The link that all connections of a shaper share. Internal to the link shaper.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>

#include "base/random.h"
#include "transport/link/conditions.h"
#include "transport/link/pacer.h"

namespace sciot::transport::link {

// One thread, which runs `io`.
class Link {
 public:
  Link(boost::asio::io_context& io, uint64_t seed)
      : random_(seed), changed_(io, boost::asio::steady_timer::time_point::max()) {}

  const LinkConditions& conditions() const { return conditions_; }
  Pacer& up() { return up_; }
  Pacer& down() { return down_; }

  void Set(const LinkConditions& conditions);

  // Draws how long `size_bytes` are on their way once they have left: delay, jitter, and lost packets sent again.
  Duration DrawDelay(size_t size_bytes);

  // Returns when the state is not kBlackout.
  boost::asio::awaitable<void> PastBlackout();

 private:
  LinkConditions conditions_;
  Pacer up_;
  Pacer down_;
  Random random_;
  boost::asio::steady_timer changed_;  // never expires; cancelled when the conditions change
};

}  // namespace sciot::transport::link
