// The calls the edge takes over HTTP: one row each, which both answers and describes it. Internal to the edge module.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "edge/edge_service.h"
#include "edge/options.h"
#include "protocol/operation.h"
#include "transport/http/message.h"
#include "transport/http/server.h"

namespace sciot::edge {

class LegacyEdge;

// What every answer is made from. All must outlive the handler and every reply.
struct HttpContext {
  EdgeService& service;
  const EdgeOptions& options;
  // Null where legacy.enabled is false.
  LegacyEdge* legacy = nullptr;
  // OpenAPI, and the page of it.
  std::string document = "";
  std::string page = "";
};

struct HttpCall {
  transport::http::Request request;
  // What stands for the parts of the path in braces.
  std::vector<std::string> arguments;
  std::string query;  // as it came
};

// Answers at once or later; may take what it needs out of `call`.
using HttpAnswer = void (*)(const HttpContext& context, HttpCall& call, const transport::http::Reply& reply);

struct HttpRoute {
  protocol::Operation operation;
  HttpAnswer answer;
};

// The Open Inference Protocol and what a device of ours needs beside it.
std::span<const HttpRoute> NativeRoutes();
// What devices tell of their inferences afterwards.
std::span<const HttpRoute> ResultRoutes();
// POST /inference and POST /results of the developer guide.
inline constexpr std::string_view kInferenceOfGuide = "/inference";
std::span<const HttpRoute> GuideRoutes();
// Of the first firmware, /api/…. Requires a context with `legacy`.
std::span<const HttpRoute> LegacyRoutes();
// Of all these: /openapi.json and /docs.
std::span<const HttpRoute> DocumentRoutes();

// The schemas of failures.
inline constexpr std::string_view kErrorBody = "Error";
inline constexpr std::string_view kDetailBody = "Detail";

transport::http::Response JsonResponse(const std::string& json, int status = 200);
// A failure in the words of a schema above.
transport::http::Response FailureResponse(const Error& error, int status, std::string_view schema);
transport::http::Response FailureResponse(const Error& error);
// A failure as the first firmware takes it: {"detail": ...}, 422 for a message that is wrong.
transport::http::Response LegacyFailure(const Error& error);

}  // namespace sciot::edge
