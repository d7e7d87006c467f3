// A TCP proxy in user space that makes its link slow: bandwidth, delay, jitter, loss, blackouts.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "sciot/result.h"
#include "transport/link/conditions.h"

namespace sciot::transport::link {

// Where the shaper listens and where it connects: addresses (IPv6 also in brackets), or names
// that are looked up once.
struct ShaperOptions {
  std::string listen_host = "127.0.0.1";
  // 0: any free one.
  uint16_t listen_port = 0;
  std::string target_host = "127.0.0.1";
  uint16_t target_port = 0;
  // Of jitter and loss: the same seed draws the same numbers.
  uint64_t seed = 1;
};

// Carries every connection made to it on to the target. All connections share the bandwidth of each
// direction. When the target cannot be reached the client's connection is reset. Thread-safe but for
// destruction.
class Shaper {
 public:
  // Runs from now on, on its own thread, until it is destroyed.
  static Result<std::unique_ptr<Shaper>> Listen(const ShaperOptions& options, const LinkConditions& conditions);

  // Resets all connections.
  ~Shaper();

  // The port it listens on.
  uint16_t port() const;

  // Changes the link; bytes already on their way keep their time of arrival. In effect when it returns.
  void Set(const LinkConditions& conditions);

  // Resets all connections there are; new ones are taken.
  void ResetConnections();

 private:
  class Impl;
  explicit Shaper(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sciot::transport::link
