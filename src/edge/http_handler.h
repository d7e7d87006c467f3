// The edge over HTTP: finds the row of a request in the tables of http_route.h and lets it answer. docs/protocol.md
// says what each does.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "edge/http_route.h"
#include "edge/legacy_edge.h"

namespace sciot::edge {

// Thread-safe. Copies share what they describe.
class HttpHandler {
 public:
  // `service` and `options` must outlive the handler and every reply.
  HttpHandler(EdgeService& service, const EdgeOptions& options);

  // A transport::http::Handler.
  void operator()(transport::http::Request request, transport::http::Reply reply) const;

 private:
  // A row, with its path as segments.
  struct Entry {
    const HttpRoute* route;
    std::vector<std::string> segments;
  };
  struct Table {
    std::unique_ptr<LegacyEdge> legacy;
    HttpContext context;
    std::vector<Entry> entries;
  };

  static std::shared_ptr<const Table> MakeTable(EdgeService& service, const EdgeOptions& options);
  // The same reply, held back by the simulated network.
  transport::http::Reply Delayed(transport::http::Reply reply) const;

  std::shared_ptr<const Table> table_;
};

}  // namespace sciot::edge
