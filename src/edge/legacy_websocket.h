// The edge for devices of the first firmware over WebSocket. docs/protocol.md has their messages.
#pragma once

#include "edge/edge_service.h"
#include "edge/legacy_edge.h"
#include "edge/options.h"
#include "transport/http/server.h"

namespace sciot::edge {

// Thread-safe.
class LegacyWebSocket {
 public:
  // All must outlive this, its copies and every reply.
  LegacyWebSocket(EdgeService& service, const EdgeOptions& options, LegacyEdge& legacy)
      : service_(service), options_(options), legacy_(legacy) {}

  // A transport::http::Handler for a port where nothing else is served: whatever is no foreign message at /ws is 404.
  void operator()(transport::http::Request request, transport::http::Reply reply) const;

  // Answers a foreign message: text is a registration, binary a picture or a result frame. Its sender is the device of
  // the frame, where that is known; else the one that registered over this connection; else the last one that
  // registered from the address.
  void AnswerMessage(transport::http::Request request, const transport::http::Reply& reply) const;

 private:
  void AnswerRegistration(const transport::http::Request& request, const transport::http::Reply& reply) const;
  void AnswerPicture(const transport::http::Request& request, const transport::http::Reply& reply) const;
  void AnswerFrame(transport::http::Request request, const transport::http::Reply& reply) const;
  Result<std::string> SenderOf(const transport::http::Request& request, const std::string& frame_id) const;

  EdgeService& service_;
  const EdgeOptions& options_;
  LegacyEdge& legacy_;
};

}  // namespace sciot::edge
