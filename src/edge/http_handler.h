// The edge over HTTP: finds the row of a request in the tables of http_route.h and lets it answer. docs/protocol.md
// says what each does.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "edge/http_route.h"

namespace sciot::edge {

// Thread-safe. Copies share what they describe.
class HttpHandler {
 public:
  // All must outlive the handler and every reply. Without `legacy` the first firmware's calls are not there.
  HttpHandler(EdgeService& service, const EdgeOptions& options, LegacyEdge* legacy = nullptr);

  // A transport::http::Handler.
  void operator()(transport::http::Request request, transport::http::Reply reply) const;

 private:
  // A row, with its path as segments.
  struct Entry {
    const HttpRoute* route;
    std::vector<std::string> segments;
  };
  struct Table {
    HttpContext context;
    std::vector<Entry> entries;
  };

  static std::shared_ptr<const Table> MakeTable(EdgeService& service, const EdgeOptions& options, LegacyEdge* legacy);
  // A WebSocket message that is no call.
  void AnswerForeign(transport::http::Request request, const transport::http::Reply& reply) const;
  void AnswerCall(transport::http::Request request, const transport::http::Reply& reply) const;

  std::shared_ptr<const Table> table_;
};

}  // namespace sciot::edge
