#include "transport/link/link.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cmath>

namespace sciot::transport::link {
namespace {

// How often one chunk is lost at most.
constexpr int kMaxAttempts = 15;  // as TCP_RETR2, after which Linux gives a connection up

Duration Scaled(Duration duration, double factor) {
  return Duration(static_cast<Duration::rep>(static_cast<double>(duration.count()) * factor));
}

}  // namespace

void Link::Set(const LinkConditions& conditions) {
  conditions_ = conditions;
  up_.SetRate(conditions.uplink_bytes_per_second);
  down_.SetRate(conditions.downlink_bytes_per_second);
  changed_.cancel();
}

Duration Link::DrawDelay(size_t size_bytes) {
  Duration delay = conditions_.one_way_delay;
  if (conditions_.jitter > Duration::zero()) delay += Scaled(conditions_.jitter, 2 * random_.Uniform() - 1);
  delay = std::max(delay, Duration::zero());
  if (conditions_.loss <= 0) return delay;
  const double arrives = std::pow(1 - conditions_.loss, static_cast<double>(size_bytes) / kPacketBytes);
  // Each attempt may be lost again; a link that loses everything is no blackout and ends here.
  for (int attempt = 0; attempt < kMaxAttempts && !random_.Chance(arrives); ++attempt) delay += conditions_.stall;
  return delay;
}

boost::asio::awaitable<void> Link::PastBlackout() {
  while (conditions_.state == LinkState::kBlackout) {
    co_await changed_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }
}

}  // namespace sciot::transport::link
