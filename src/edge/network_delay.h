// The simulated network of the edge's answers.
#pragma once

#include <utility>

#include "edge/edge_service.h"
#include "edge/options.h"
#include "transport/http/server.h"

namespace sciot::edge {

// The same reply, held back by the simulated network where there is one. `service` must outlive it.
inline transport::http::Reply Delayed(EdgeService& service, const EdgeOptions& options, transport::http::Reply reply) {
  if (!options.delay_simulation.network.enabled) return reply;
  return [reply = std::move(reply), &service](transport::http::Response response) {
    response.delay = service.NextNetworkDelay();
    reply(std::move(response));
  };
}

}  // namespace sciot::edge
