#include "transport/link/pacer.h"

#include <algorithm>

namespace sciot::transport::link {
namespace {

// Time one chunk takes, and the bounds of its size.
constexpr double kChunkSeconds = 0.002;
constexpr double kMinChunkBytes = 128;
constexpr double kMaxChunkBytes = 16384;
// A wake-up later than this is not made up for: the link would send a burst.
constexpr Duration kMaxLateness = std::chrono::milliseconds(50);

}  // namespace

TimePoint Pacer::Send(size_t size_bytes, TimePoint now, Arrival arrival) {
  if (bytes_per_second_ <= 0) return now;
  const TimePoint earliest = arrival == Arrival::kWaiting ? now - kMaxLateness : now;
  const auto nanoseconds = static_cast<double>(size_bytes) / bytes_per_second_ * 1e9;
  free_at_ = std::max(free_at_, earliest) + Duration(static_cast<Duration::rep>(nanoseconds));
  return free_at_;
}

size_t Pacer::ChunkBytes() const {
  if (bytes_per_second_ <= 0) return static_cast<size_t>(kMaxChunkBytes);
  return static_cast<size_t>(std::clamp(bytes_per_second_ * kChunkSeconds, kMinChunkBytes, kMaxChunkBytes));
}

}  // namespace sciot::transport::link
