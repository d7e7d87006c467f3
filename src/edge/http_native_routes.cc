#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "edge/http_route.h"
#include "protocol/infer_request.h"
#include "protocol/infer_response.h"
#include "protocol/metadata.h"
#include "protocol/name.h"
#include "protocol/registration.h"
#include "sciot/version.h"

namespace sciot::edge {
namespace {

using transport::http::Reply;
using transport::http::Request;
using transport::http::Response;

constexpr const char* kServerName = "sciot-edge";

Bytes ToBytes(ByteView view) {
  return {view.begin(), view.end()};
}

void Send(const Reply& reply, const Result<Response>& response) {
  reply(response.ok() ? response.value() : FailureResponse(response.error()));
}

void AnswerLive(const HttpContext& /*context*/, HttpCall& /*call*/, const Reply& reply) {
  reply(JsonResponse(protocol::EncodeLive()));
}

void AnswerReady(const HttpContext& /*context*/, HttpCall& /*call*/, const Reply& reply) {
  reply(JsonResponse(protocol::EncodeReady()));
}

void AnswerMetadata(const HttpContext& /*context*/, HttpCall& /*call*/, const Reply& reply) {
  reply(JsonResponse(protocol::EncodeServerMetadata({kServerName, SCIOT_VERSION, {"binary_tensor_data", "sciot"}})));
}

void AnswerIndex(const HttpContext& context, HttpCall& /*call*/, const Reply& reply) {
  std::vector<protocol::RepositoryEntry> entries;
  for (const HostedModel* model : context.service.models()) entries.push_back({model->name()});
  reply(JsonResponse(protocol::EncodeRepositoryIndex(entries)));
}

void AnswerProbe(const HttpContext& /*context*/, HttpCall& /*call*/, const Reply& reply) {
  reply(JsonResponse("{}"));
}

void AnswerStatus(const HttpContext& context, HttpCall& /*call*/, const Reply& reply) {
  protocol::EdgeStatus status = context.service.CurrentStatus();
  status.name = kServerName;
  status.version = SCIOT_VERSION;
  reply(JsonResponse(protocol::EncodeEdgeStatus(status)));
}

// Answers a call about a model of which nothing has to be waited for.
template <Result<Response> (*kMake)(const HttpContext&, const HttpCall&, const HostedModel&)>
void AnswerAbout(const HttpContext& context, HttpCall& call, const Reply& reply) {
  const Result<const HostedModel*> model = context.service.FindModel(call.arguments[0]);
  Send(reply, model.ok() ? kMake(context, call, *model.value()) : model.error());
}

Result<Response> MakeModel(const HttpContext& /*context*/, const HttpCall& /*call*/, const HostedModel& model) {
  return JsonResponse(protocol::EncodeModelMetadata(model.metadata()));
}

Result<Response> MakeModelReady(const HttpContext& /*context*/, const HttpCall& /*call*/, const HostedModel& model) {
  return JsonResponse(protocol::EncodeModelReady(model.name()));
}

Result<Response> MakeSidecar(const HttpContext& /*context*/, const HttpCall& /*call*/, const HostedModel& model) {
  if (model.sidecar().empty()) return Error{ErrorCode::kNotFound, "model '" + model.name() + "' has no sidecar"};
  return Response{200, {{"Content-Type", "application/yaml"}}, ToBytes(AsBytes(model.sidecar()))};
}

Result<Response> MakeDevices(const HttpContext& context, const HttpCall& /*call*/, const HostedModel& model) {
  return JsonResponse(protocol::EncodeDeviceList(model.name(), context.service.Summarize(model)));
}

Result<Response> MakeDevice(const HttpContext& context, const HttpCall& call, const HostedModel& model) {
  SCIOT_ASSIGN(const protocol::DeviceStatus status, context.service.StatusOf(model, call.arguments[1]));
  return JsonResponse(protocol::EncodeDeviceStatus(status));
}

Result<Response> MakeRegistration(const HttpContext& context, const HttpCall& call, const HostedModel& model) {
  const Bytes& body = call.request.body;
  const std::string& device_id = call.arguments[1];
  if (body.size() > context.options.max_registration_bytes) {
    return Error{ErrorCode::kTooLarge, "a registration of " + std::to_string(body.size()) +
                                           " bytes, max_registration_bytes is " +
                                           std::to_string(context.options.max_registration_bytes)};
  }
  SCIOT_TRY(protocol::CheckName(device_id, "device id", context.options.message_limits));
  const auto registration = protocol::DecodeRegistration(body, context.options.message_limits);
  if (!registration.ok()) {
    context.service.CountMalformed();
    return registration.error();
  }
  SCIOT_ASSIGN(const NextSplit next, context.service.Register(model, device_id, registration.value()));
  return JsonResponse(
      protocol::EncodeRegistrationAnswer({next.split, device_id, model.name(), next.layers, next.wait_us}));
}

Response FileResponse(const std::string& tag, const Result<ByteView>& file) {
  if (!file.ok()) return FailureResponse(file.error());
  return {200, {{"Content-Type", protocol::kBinaryContentType}, {"ETag", tag}}, ToBytes(file.value())};
}

// The file, or 304 for a client that has it.
void AnswerFile(const HttpContext& context, HttpCall& call, const Reply& reply) {
  const Result<const HostedModel*> model = context.service.FindModel(call.arguments[0]);
  if (!model.ok()) return reply(FailureResponse(model.error()));
  const std::string tag = "\"" + model.value()->sha256() + "\"";
  if (call.request.headers.Find("If-None-Match") == tag) return reply({304, {{"ETag", tag}}, {}});
  context.service.ReadFile(*model.value(),
                           [tag, reply](const Result<ByteView>& file) { reply(FileResponse(tag, file)); });
}

Response InferenceResponse(const Result<protocol::InferResponse>& result) {
  if (!result.ok()) return FailureResponse(result.error());
  const Result<protocol::EncodedMessage> message = protocol::EncodeInferResponse(result.value());
  if (!message.ok()) return FailureResponse(message.error());
  Response response{200, {{"Content-Type", message.value().content_type()}}, message.value().Join()};
  if (const auto length = message.value().json_length(); length) {
    response.headers.Add(protocol::kJsonLengthHeader, *length);
  }
  return response;
}

// The result views the request's body, and keeps it.
Result<protocol::InferRequest> DecodeInference(std::shared_ptr<const Request> request, const protocol::Limits& limits) {
  std::optional<size_t> json_bytes;
  if (const auto length = request->headers.Find(protocol::kJsonLengthHeader); length) {
    SCIOT_ASSIGN(json_bytes, protocol::ParseJsonLength(*length));
  }
  SCIOT_ASSIGN(protocol::InferRequest decoded, protocol::DecodeInferRequest(request->body, json_bytes, limits));
  decoded.body = std::move(request);
  return decoded;
}

void AnswerInference(const HttpContext& context, HttpCall& call, const Reply& reply) {
  const Result<const HostedModel*> model = context.service.FindModel(call.arguments[0]);
  if (!model.ok()) return reply(FailureResponse(model.error()));
  context.service.Infer(
      *model.value(),
      [request = std::make_shared<const Request>(std::move(call.request)), &context]() mutable {
        return DecodeInference(std::move(request), context.options.message_limits);
      },
      [reply](const auto& result) { reply(InferenceResponse(result)); });
}

constexpr std::array kRoutes = {
    HttpRoute{{"GET", "/v2/health/live", "live", "whether the edge runs", "", "Live", kErrorBody}, AnswerLive},
    HttpRoute{{"GET", "/v2/health/ready", "ready", "whether it serves", "", "Ready", kErrorBody}, AnswerReady},
    HttpRoute{{"GET", "/v2", "serverMetadata", "name, version and extensions", "", "ServerMetadata", kErrorBody},
              AnswerMetadata},
    HttpRoute{{"POST", "/v2/repository/index", "repositoryIndex", "the models", "", "RepositoryIndex", kErrorBody},
              AnswerIndex},
    HttpRoute{
        {"POST", "/v2/probe", "probe", "measures the link: takes any body", protocol::kOctetsBody, "Empty", kErrorBody},
        AnswerProbe},
    HttpRoute{{"GET", "/v2/status", "status", "what the edge knows and counts", "", "EdgeStatus", kErrorBody},
              AnswerStatus},
    HttpRoute{{"GET", "/v2/models/{model}", "modelMetadata", "inputs and outputs", "", "ModelMetadata", kErrorBody},
              AnswerAbout<MakeModel>},
    HttpRoute{
        {"GET", "/v2/models/{model}/ready", "modelReady", "whether the model is served", "", "ModelReady", kErrorBody},
        AnswerAbout<MakeModelReady>},
    HttpRoute{{"GET", "/v2/models/{model}/sidecar", "modelSidecar", "the .yaml beside the model", "",
               protocol::kYamlBody, kErrorBody},
              AnswerAbout<MakeSidecar>},
    HttpRoute{{"GET", "/v2/models/{model}/file", "modelFile", "the .tflite", "", protocol::kOctetsBody, kErrorBody},
              AnswerFile},
    HttpRoute{{"POST", "/v2/models/{model}/infer", "infer", "runs the layers that the device leaves to the edge",
               "InferRequest", "InferResponse", kErrorBody},
              AnswerInference},
    HttpRoute{{"GET", "/v2/models/{model}/devices", "devices", "the devices of a model", "", "DeviceList", kErrorBody},
              AnswerAbout<MakeDevices>},
    HttpRoute{{"GET", "/v2/models/{model}/devices/{device}", "device", "what the edge knows of a device", "",
               "DeviceStatus", kErrorBody},
              AnswerAbout<MakeDevice>},
    HttpRoute{{"POST", "/v2/models/{model}/devices/{device}", "register", "a device introduces itself, or reports",
               "Registration", "RegistrationAnswer", kErrorBody},
              AnswerAbout<MakeRegistration>},
};

}  // namespace

std::span<const HttpRoute> NativeRoutes() {
  return kRoutes;
}

}  // namespace sciot::edge
