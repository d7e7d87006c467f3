// The edge over HTTP: turns requests into calls of EdgeService, and answers back. docs/protocol.md has the
// table.
#pragma once

#include <string>

#include "edge/edge_service.h"
#include "protocol/target.h"
#include "transport/http/message.h"
#include "transport/http/server.h"

namespace sciot::edge {

// Thread-safe.
class HttpHandler {
 public:
  // `service` must outlive the handler and every reply.
  HttpHandler(EdgeService& service, const EdgeOptions& options) : service_(service), options_(options) {}

  // A transport::http::Handler.
  void operator()(transport::http::Request request, transport::http::Reply reply) const;

 private:
  using Request = transport::http::Request;
  using Response = transport::http::Response;
  using Reply = transport::http::Reply;

  Result<Response> AnswerServer(const Request& request, const protocol::Target& target) const;
  Result<Response> AnswerModel(const Request& request, const HostedModel& model, const std::string& what) const;
  Result<Response> AnswerDevice(const Request& request, const HostedModel& model, const std::string& device_id) const;
  Result<Response> AnswerRegistration(const Request& request, const HostedModel& model,
                                      const std::string& device_id) const;
  Result<Response> AnswerIndex() const;
  void AnswerFile(const Request& request, const HostedModel& model, const Reply& reply) const;
  Response AnswerStatus() const;
  void StartInference(Request request, const HostedModel& model, Reply reply) const;
  // The same reply, held back by the simulated network.
  Reply Delayed(Reply reply) const;
  // A WebSocket message of none of our formats; it may be text (JSON) or binary, as its Content-Type says.
  void AnswerForeignMessage(const Request& request, const Reply& reply) const;
  void AnswerModelTarget(Request request, const protocol::Target& target, Reply reply) const;

  EdgeService& service_;
  const EdgeOptions& options_;
};

}  // namespace sciot::edge
