#include "edge/http_handler.h"

#include <optional>
#include <utility>

#include "edge/legacy_websocket.h"
#include "edge/network_delay.h"
#include "protocol/legacy_json.h"
#include "protocol/message.h"
#include "protocol/openapi.h"
#include "protocol/target.h"
#include "sciot/version.h"
#include "transport/http/websocket_message.h"

namespace sciot::edge {
namespace {

using protocol::Operation;
using transport::http::Reply;
using transport::http::Request;
using transport::http::Response;

constexpr const char* kVersion = "1";  // every model has this one version
constexpr int kNotAllowed = 405;
constexpr int kNotFound = 404;

Error NoSuchPath(const std::string& target) {
  return {ErrorCode::kNotFound, "no such path: " + target};
}

Response MethodNotAllowed(const std::string& allowed, std::string_view schema) {
  Response response = FailureResponse({ErrorCode::kInvalidArgument, "this path takes " + allowed}, kNotAllowed, schema);
  response.headers.Add("Allow", allowed);
  return response;
}

// Takes "versions/1" out of a model's path, so that both forms look alike from here on.
Status DropVersion(std::vector<std::string>& segments) {
  const bool is_of_model = segments.size() > 3 && segments[0] == "v2" && segments[1] == "models";
  if (!is_of_model || segments[3] != "versions") return {};
  if (segments.size() == 4) return NoSuchPath("versions without a number");
  if (segments[4] != kVersion) {
    return Error{ErrorCode::kNotFound, "model '" + segments[2] + "' has no version '" + segments[4] + "'; it has 1"};
  }
  segments.erase(segments.begin() + 3, segments.begin() + 5);
  return {};
}

// What stands for the segments in braces; nothing where the path is another.
std::optional<std::vector<std::string>> Match(const std::vector<std::string>& pattern,
                                              const std::vector<std::string>& segments) {
  if (pattern.size() != segments.size()) return std::nullopt;
  std::vector<std::string> arguments;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i].front() == '{') {
      arguments.push_back(segments[i]);
    } else if (pattern[i] != segments[i]) {
      return std::nullopt;
    }
  }
  return arguments;
}

std::vector<std::string> SegmentsOf(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    const size_t end = path.find('/', 1);
    segments.emplace_back(path.substr(1, end == std::string_view::npos ? end : end - 1));
    path.remove_prefix(end == std::string_view::npos ? path.size() : end);
  }
  return segments;
}

// A WebSocket message that is no native one, and text: the developer guide's.
bool IsJson(const Request& request) {
  return request.headers.Find("Content-Type") == protocol::kJsonContentType;
}

Response ForeignMessage(EdgeService& service) {
  service.CountMalformed();
  return FailureResponse({ErrorCode::kInvalidArgument, "a native WebSocket message starts with 'SCW1 '"});
}

}  // namespace

HttpHandler::HttpHandler(EdgeService& service, const EdgeOptions& options, LegacyEdge* legacy)
    : table_(MakeTable(service, options, legacy)) {}

std::shared_ptr<const HttpHandler::Table> HttpHandler::MakeTable(EdgeService& service, const EdgeOptions& options,
                                                                 LegacyEdge* legacy) {
  auto table = std::make_shared<Table>(Table{{service, options, legacy}, {}});
  std::vector<std::span<const HttpRoute>> tables = {NativeRoutes(), ResultRoutes(), GuideRoutes(), DocumentRoutes()};
  if (legacy != nullptr) tables.push_back(LegacyRoutes());
  std::vector<Operation> operations;
  for (const auto routes : tables) {
    for (const HttpRoute& route : routes) {
      operations.push_back(route.operation);
      table->entries.push_back({&route, SegmentsOf(route.operation.path)});
    }
  }
  table->context.document = protocol::EncodeOpenApi("sciot-edge", SCIOT_VERSION, operations);
  table->context.page = protocol::EncodeApiPage(table->context.document);
  return table;
}

void HttpHandler::operator()(Request request, Reply undelayed) const {
  const Reply reply = Delayed(table_->context.service, table_->context.options, std::move(undelayed));
  if (transport::http::IsForeignMessage(request)) return AnswerForeign(std::move(request), reply);
  AnswerCall(std::move(request), reply);
}

void HttpHandler::AnswerForeign(Request request, const Reply& reply) const {
  const auto& [service, options, legacy, document, page] = table_->context;
  const bool is_json = IsJson(request);
  const bool is_legacy = !is_json || protocol::IsLegacyRegistration(request.body, options.message_limits);
  if (legacy != nullptr && is_legacy) {
    return LegacyWebSocket(service, options, *legacy).AnswerMessage(std::move(request), reply);
  }
  if (!is_json) return reply(ForeignMessage(service));
  request.target = kInferenceOfGuide;
  AnswerCall(std::move(request), reply);
}

void HttpHandler::AnswerCall(Request request, const Reply& reply) const {
  Result<protocol::Target> target = protocol::ParseTarget(request.target);
  if (!target.ok()) return reply(FailureResponse(target.error()));
  auto& [segments, query] = target.value();
  if (const Status version = DropVersion(segments); !version.ok()) return reply(FailureResponse(version.error()));
  std::string allowed;
  std::string_view schema = kErrorBody;
  for (const auto& [route, pattern] : table_->entries) {
    auto arguments = Match(pattern, segments);
    if (!arguments) continue;
    const Operation& operation = route->operation;
    if (operation.method == request.method) {
      HttpCall call{std::move(request), *std::move(arguments), std::move(query)};
      return route->answer(table_->context, call, reply);
    }
    allowed += (allowed.empty() ? "" : ", ") + std::string(operation.method);
    schema = operation.error;
  }
  if (!allowed.empty()) return reply(MethodNotAllowed(allowed, schema));
  reply(FailureResponse(NoSuchPath(request.target), kNotFound, kErrorBody));
}

}  // namespace sciot::edge
