#include "edge/protocol_servers.h"

#include <utility>

#include "extension/guard.h"

namespace sciot::edge {

ProtocolServers::ProtocolServers(const Extensions& extensions, EdgeHost& host, extension::Faults& faults)
    : faults_(faults) {
  for (const auto& [name, make] : extensions.protocol_servers) {
    std::unique_ptr<CustomProtocolServer> server;
    Status started = Error{ErrorCode::kUnavailable, "it could not be made"};
    const auto thrown = extension::Guarded([&, &factory = make] {
      server = factory(host);
      if (server != nullptr) started = server->Start();
    });
    if (!thrown && started.ok()) {
      servers_.push_back({name, std::move(server)});
    } else {
      const std::string fault = thrown ? *thrown : "does not start: " + started.error().message;
      faults_.Report(name, "not started", fault + "; the edge goes on without it");
    }
  }
}

std::vector<std::string> ProtocolServers::names() const {
  std::vector<std::string> names;
  for (const Named& named : servers_) names.push_back(named.name);
  return names;
}

void ProtocolServers::Stop() {
  for (const Named& named : servers_) {
    const auto thrown = extension::Guarded([&] { named.server->Stop(); });
    if (thrown) faults_.Report(named.name, "threw", *thrown + " when it was stopped");
  }
}

}  // namespace sciot::edge
