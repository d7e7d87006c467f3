// The protocol servers that users add to an edge.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "extension/faults.h"
#include "sciot/extensions.h"

namespace sciot::edge {

// What one throws is reported; the edge and the others go on. One thread.
class ProtocolServers {
 public:
  // Makes and starts each. One that cannot start is destroyed again. `host` and `faults` must outlive the servers.
  ProtocolServers(const Extensions& extensions, EdgeHost& host, extension::Faults& faults);

  // Those that started.
  std::vector<std::string> names() const;

  // None takes anything new afterwards. Destroy them when everything they handed over is answered.
  void Stop();

 private:
  struct Named {
    std::string name;
    std::unique_ptr<CustomProtocolServer> server;
  };

  std::vector<Named> servers_;
  extension::Faults& faults_;
};

}  // namespace sciot::edge
