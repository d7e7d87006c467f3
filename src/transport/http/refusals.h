// What a server refused, and why: counted for the edge's status, and logged.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace sciot::transport::http {

enum class Refusal {
  kMalformed,
  kHeadTooLarge,
  kBodyTooLarge,
  kSlow,
  kConnections,
  kPendingBytes,
  kWebSocketHandshake,
  kWebSocketFrame,
  kWebSocketText,
  kWebSocketTooLarge,
  kWebSocketSlow,
  kWebSocketConnections,
  kWebSocketPendingBytes,
};

// Thread-safe.
class Refusals {
 public:
  // `detail` says what was wrong, for the log.
  void Take(Refusal refusal, std::string_view peer_address, std::string_view detail);

  // By protocol, "http" and "websocket", and reason.
  std::map<std::string, std::map<std::string, uint64_t, std::less<>>> Counts() const;

 private:
  std::array<std::atomic<uint64_t>, static_cast<size_t>(Refusal::kWebSocketPendingBytes) + 1> counts_ = {};
};

}  // namespace sciot::transport::http
