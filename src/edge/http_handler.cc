#include "edge/http_handler.h"

#include <memory>
#include <optional>
#include <utility>

#include "base/log.h"
#include "protocol/error_body.h"
#include "protocol/infer_request.h"
#include "protocol/infer_response.h"
#include "protocol/metadata.h"
#include "protocol/name.h"
#include "protocol/registration.h"
#include "sciot/version.h"
#include "transport/http/websocket_message.h"

namespace sciot::edge {
namespace {

using transport::http::Reply;
using transport::http::Request;
using transport::http::Response;

constexpr const char* kServerName = "sciot-edge";
constexpr const char* kVersion = "1";  // every model has this one version

Bytes ToBytes(ByteView view) {
  return {view.begin(), view.end()};
}

Response JsonResponse(const std::string& json, int status = 200) {
  return {status, {{"Content-Type", protocol::kJsonContentType}}, ToBytes(AsBytes(json))};
}

Response ErrorResponse(const Error& error) {
  return JsonResponse(protocol::EncodeErrorBody(error), protocol::HttpStatus(error.code));
}

Response MethodNotAllowed(const std::string& allowed) {
  Response response =
      JsonResponse(protocol::EncodeErrorBody({ErrorCode::kInvalidArgument, "this path takes " + allowed}), 405);
  response.headers.Add("Allow", allowed);
  return response;
}

Error NoSuchPath(const std::string& target) {
  return {ErrorCode::kNotFound, "no such path: " + target};
}

Response InferenceResponse(const Result<protocol::InferResponse>& result) {
  if (!result.ok()) return ErrorResponse(result.error());
  const Result<protocol::EncodedMessage> message = protocol::EncodeInferResponse(result.value());
  if (!message.ok()) return ErrorResponse(message.error());
  Response response{200, {{"Content-Type", message.value().content_type()}}, message.value().Join()};
  if (const auto length = message.value().json_length(); length) {
    response.headers.Add(protocol::kJsonLengthHeader, *length);
  }
  return response;
}

Result<protocol::InferRequest> DecodeInference(const Request& request, const protocol::Limits& limits) {
  std::optional<size_t> json_bytes;
  if (const auto length = request.headers.Find(protocol::kJsonLengthHeader); length) {
    SCIOT_ASSIGN(json_bytes, protocol::ParseJsonLength(*length));
  }
  return protocol::DecodeInferRequest(request.body, json_bytes, limits);
}

Response FileResponse(const std::string& tag, const Result<ByteView>& file) {
  if (!file.ok()) return ErrorResponse(file.error());
  return {200, {{"Content-Type", protocol::kBinaryContentType}, {"ETag", tag}}, ToBytes(file.value())};
}

Result<Response> SidecarResponse(const HostedModel& model) {
  if (model.sidecar().empty()) return Error{ErrorCode::kNotFound, "model '" + model.name() + "' has no sidecar"};
  return Response{200, {{"Content-Type", "application/yaml"}}, ToBytes(AsBytes(model.sidecar()))};
}

// Takes "versions/1" out of a model's path, so that both forms look alike from here on.
Status DropVersion(protocol::Target& target) {
  if (target.segments.size() < 5 || target.segments[3] != "versions") {
    if (target.segments.size() < 4 || target.segments[3] != "versions") return {};
    return NoSuchPath("versions without a number");
  }
  if (target.segments[4] != kVersion) {
    return Error{ErrorCode::kNotFound,
                 "model '" + target.segments[2] + "' has no version '" + target.segments[4] + "'; it has 1"};
  }
  target.segments.erase(target.segments.begin() + 3, target.segments.begin() + 5);
  return {};
}

void Answer(const Reply& reply, const Result<Response>& response) {
  reply(response.ok() ? response.value() : ErrorResponse(response.error()));
}

}  // namespace

Reply HttpHandler::Delayed(Reply reply) const {
  if (!options_.delay_simulation.network.enabled) return reply;
  return [reply = std::move(reply), &service = service_](Response response) {
    response.delay = service.NextNetworkDelay();
    reply(std::move(response));
  };
}

void HttpHandler::operator()(Request request, Reply undelayed) const {
  Reply reply = Delayed(std::move(undelayed));
  Result<protocol::Target> target = protocol::ParseTarget(request.target);
  if (!target.ok()) return reply(ErrorResponse(target.error()));
  const auto& segments = target.value().segments;
  if (request.target == transport::http::kWebSocketTarget) return AnswerForeignMessage(request, reply);
  if (segments.empty() || segments[0] != "v2") return reply(ErrorResponse(NoSuchPath(request.target)));
  if (segments.size() < 3 || segments[1] != "models") return Answer(reply, AnswerServer(request, target.value()));
  if (const Status version = DropVersion(target.value()); !version.ok()) return reply(ErrorResponse(version.error()));
  AnswerModelTarget(std::move(request), target.value(), std::move(reply));
}

void HttpHandler::AnswerForeignMessage(const Request& request, const Reply& reply) const {
  if (request.method != "POST") return reply(MethodNotAllowed("POST, or GET to open a WebSocket"));
  service_.CountMalformed();
  reply(ErrorResponse({ErrorCode::kInvalidArgument, "a native WebSocket message starts with 'SCW1 '"}));
}

void HttpHandler::AnswerModelTarget(Request request, const protocol::Target& target, Reply reply) const {
  const auto& segments = target.segments;
  const Result<const HostedModel*> model = service_.FindModel(segments[2]);
  if (!model.ok()) return reply(ErrorResponse(model.error()));
  const std::string what = segments.size() > 3 ? segments[3] : "";
  if (segments.size() == 4 && what == "infer")
    return StartInference(std::move(request), *model.value(), std::move(reply));
  if (segments.size() == 5 && what == "devices") {
    return Answer(reply, AnswerDevice(request, *model.value(), segments[4]));
  }
  if (segments.size() == 4 && what == "file") return AnswerFile(request, *model.value(), reply);
  if (segments.size() > 4) return reply(ErrorResponse(NoSuchPath(request.target)));
  Answer(reply, AnswerModel(request, *model.value(), what));
}

Result<HttpHandler::Response> HttpHandler::AnswerServer(const Request& request, const protocol::Target& target) const {
  std::string path;
  for (const std::string& segment : target.segments) path += "/" + segment;
  if (path == "/v2/repository/index") return request.method == "POST" ? AnswerIndex() : MethodNotAllowed("POST");
  if (path == "/v2/probe") return request.method == "POST" ? JsonResponse("{}") : MethodNotAllowed("POST");
  if (path == "/v2/status") return request.method == "GET" ? AnswerStatus() : MethodNotAllowed("GET");
  if (path != "/v2" && path != "/v2/health/live" && path != "/v2/health/ready") return NoSuchPath(request.target);
  if (request.method != "GET") return MethodNotAllowed("GET");
  if (path == "/v2/health/live") return JsonResponse(protocol::EncodeLive());
  if (path == "/v2/health/ready") return JsonResponse(protocol::EncodeReady());
  return JsonResponse(protocol::EncodeServerMetadata({kServerName, SCIOT_VERSION, {"binary_tensor_data", "sciot"}}));
}

Result<HttpHandler::Response> HttpHandler::AnswerIndex() const {
  std::vector<protocol::RepositoryEntry> entries;
  for (const auto& model : service_.models()) entries.push_back({model->name()});
  return JsonResponse(protocol::EncodeRepositoryIndex(entries));
}

HttpHandler::Response HttpHandler::AnswerStatus() const {
  protocol::EdgeStatus status = service_.CurrentStatus();
  status.name = kServerName;
  status.version = SCIOT_VERSION;
  return JsonResponse(protocol::EncodeEdgeStatus(status));
}

Result<HttpHandler::Response> HttpHandler::AnswerModel(const Request& request, const HostedModel& model,
                                                       const std::string& what) const {
  if (!what.empty() && what != "ready" && what != "sidecar" && what != "devices") return NoSuchPath(request.target);
  if (request.method != "GET") return MethodNotAllowed("GET");
  if (what == "ready") return JsonResponse(protocol::EncodeModelReady(model.name()));
  if (what == "sidecar") return SidecarResponse(model);
  if (what == "devices") return JsonResponse(protocol::EncodeDeviceList(model.name(), service_.Summarize(model)));
  return JsonResponse(protocol::EncodeModelMetadata(model.metadata()));
}

Result<HttpHandler::Response> HttpHandler::AnswerDevice(const Request& request, const HostedModel& model,
                                                        const std::string& device_id) const {
  if (request.method == "POST") return AnswerRegistration(request, model, device_id);
  if (request.method != "GET") return MethodNotAllowed("GET, POST");
  SCIOT_ASSIGN(const protocol::DeviceStatus status, service_.StatusOf(model, device_id));
  return JsonResponse(protocol::EncodeDeviceStatus(status));
}

Result<HttpHandler::Response> HttpHandler::AnswerRegistration(const Request& request, const HostedModel& model,
                                                              const std::string& device_id) const {
  if (request.body.size() > options_.max_registration_bytes) {
    return Error{ErrorCode::kTooLarge, "a registration of " + std::to_string(request.body.size()) +
                                           " bytes, max_registration_bytes is " +
                                           std::to_string(options_.max_registration_bytes)};
  }
  SCIOT_TRY(protocol::CheckName(device_id, "device id", options_.message_limits));
  const auto registration = protocol::DecodeRegistration(request.body, options_.message_limits);
  if (!registration.ok()) {
    service_.CountMalformed();
    return registration.error();
  }
  SCIOT_ASSIGN(const NextSplit next, service_.Register(model, device_id, registration.value()));
  return JsonResponse(protocol::EncodeRegistrationAnswer({next.split, device_id, model.name(), next.layers}));
}

// The file, or 304 for a client that has it.
void HttpHandler::AnswerFile(const Request& request, const HostedModel& model, const Reply& reply) const {
  if (request.method != "GET") return reply(MethodNotAllowed("GET"));
  const std::string tag = "\"" + model.sha256() + "\"";
  if (request.headers.Find("If-None-Match") == tag) return reply({304, {{"ETag", tag}}, {}});
  service_.ReadFile(model, [tag, reply](const Result<ByteView>& file) { reply(FileResponse(tag, file)); });
}

void HttpHandler::StartInference(Request request, const HostedModel& model, Reply reply) const {
  if (request.method != "POST") return reply(MethodNotAllowed("POST"));
  // The decoded request views the body, which therefore lives until the answer.
  const auto shared = std::make_shared<const Request>(std::move(request));
  service_.Infer(
      model, [shared, this] { return DecodeInference(*shared, options_.message_limits); },
      [shared, reply = std::move(reply)](const auto& result) { reply(InferenceResponse(result)); });
}

}  // namespace sciot::edge
