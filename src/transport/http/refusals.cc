#include "transport/http/refusals.h"

#include <bit>

#include "base/log.h"

namespace sciot::transport::http {
namespace {

struct Name {
  const char* protocol;
  const char* reason;
};

// In the order of Refusal.
constexpr std::array kNames = {
    Name{"http", "malformed"},
    Name{"http", "head_too_large"},
    Name{"http", "body_too_large"},
    Name{"http", "too_slow"},
    Name{"http", "too_many_connections"},
    Name{"http", "too_many_pending_bytes"},
    Name{"websocket", "bad_handshake"},
    Name{"websocket", "bad_frame"},
    Name{"websocket", "not_utf8"},
    Name{"websocket", "message_too_large"},
    Name{"websocket", "too_slow"},
    Name{"websocket", "too_many_connections"},
    Name{"websocket", "too_many_pending_bytes"},
};
static_assert(kNames.size() == static_cast<size_t>(Refusal::kWebSocketPendingBytes) + 1);

}  // namespace

void Refusals::Take(Refusal refusal, std::string_view peer_address, std::string_view detail) {
  const auto index = static_cast<size_t>(refusal);
  const uint64_t count = counts_.at(index).fetch_add(1, std::memory_order_relaxed) + 1;
  const auto& [protocol, reason] = kNames.at(index);
  const std::string message = std::string(peer_address) + " refused (" + protocol + " " + reason +
                              "): " + std::string(detail) + "; " + std::to_string(count) + " so far";
  // A hostile client must not fill the log: the 1st, 2nd, 4th, 8th, …
  std::has_single_bit(count) ? LogInfo(message) : LogDebug(message);
}

std::map<std::string, std::map<std::string, uint64_t, std::less<>>> Refusals::Counts() const {
  std::map<std::string, std::map<std::string, uint64_t, std::less<>>> counts;
  for (size_t i = 0; i < kNames.size(); ++i) counts[kNames.at(i).protocol][kNames.at(i).reason] = counts_.at(i);
  return counts;
}

}  // namespace sciot::transport::http
