#include <array>
#include <memory>

#include "edge/http_route.h"
#include "edge/legacy_edge.h"
#include "protocol/target.h"

namespace sciot::edge {
namespace {

using transport::http::HostOf;
using transport::http::Reply;
using transport::http::Response;

constexpr std::string_view kClient = "client_id";

Response Success(const Status& status) {
  return status.ok() ? JsonResponse(protocol::EncodeLegacySuccess()) : LegacyFailure(status.error());
}

Result<std::string> DeviceOf(const HttpContext& context, const HttpCall& call, const std::string& frame_id) {
  SCIOT_ASSIGN(const std::optional<std::string> query, protocol::FindQueryValue(call.query, kClient));
  return context.legacy->Identify(query, frame_id, std::string(HostOf(call.request.peer_address)));
}

void AnswerRegistration(const HttpContext& context, HttpCall& call, const Reply& reply) {
  const auto registration = protocol::DecodeLegacyRegistration(call.request.body, context.options.message_limits);
  if (!registration.ok()) {
    context.service.CountMalformed();
    return reply(LegacyFailure(registration.error()));
  }
  const Status registered =
      context.legacy->Register(registration.value(), std::string(HostOf(call.request.peer_address)));
  if (!registered.ok()) return reply(LegacyFailure(registered.error()));
  reply(JsonResponse(protocol::EncodeLegacyRegistrationAnswer(registration.value(), context.legacy->model().name())));
}

void AnswerPicture(const HttpContext& context, HttpCall& call, const Reply& reply) {
  const Result<std::string> device = DeviceOf(context, call, "");
  if (!device.ok()) return reply(LegacyFailure(device.error()));
  context.legacy->TakeInPicture(device.value(), call.request.body, vision::PixelOrder::kBigEndian,
                                [reply](const Status& status) { reply(Success(status)); });
}

void AnswerLayer(const HttpContext& context, HttpCall& call, const Reply& reply) {
  const Result<std::string> device = DeviceOf(context, call, "");
  if (!device.ok()) return reply(LegacyFailure(device.error()));
  const Result<int32_t> layer = context.legacy->NextLayer(device.value());
  reply(layer.ok() ? JsonResponse(protocol::EncodeLegacyLayer(layer.value())) : LegacyFailure(layer.error()));
}

void AnswerFrame(const HttpContext& context, HttpCall& call, const Reply& reply) {
  const auto body = std::make_shared<const Bytes>(std::move(call.request.body));
  auto frame = protocol::DecodeLegacyFrame(*body, context.options.message_limits);
  if (!frame.ok()) {
    context.service.CountMalformed();
    return reply(LegacyFailure(frame.error()));
  }
  const Result<std::string> device = DeviceOf(context, call, frame.value().device_id);
  if (!device.ok()) return reply(LegacyFailure(device.error()));
  context.legacy->TakeInFrame(device.value(), body, std::move(frame).value(),
                              [reply](const Status& status) { reply(Success(status)); });
}

void AnswerPrediction(const HttpContext& context, HttpCall& call, const Reply& reply) {
  const Result<std::string> device = DeviceOf(context, call, "");
  if (!device.ok()) return reply(LegacyFailure(device.error()));
  const Result<protocol::LegacyPrediction> prediction = context.legacy->PredictionOf(device.value());
  reply(prediction.ok() ? JsonResponse(protocol::EncodeLegacyPrediction(prediction.value()))
                        : LegacyFailure(prediction.error()));
}

constexpr std::array kRoutes = {
    HttpRoute{{"POST", "/api/registration", "legacyRegistration", "a device of the first firmware introduces itself",
               "LegacyRegistration", "LegacyRegistrationAnswer", kDetailBody},
              AnswerRegistration},
    HttpRoute{{"POST", "/api/device_input", "legacyInput", "an RGB565 picture, big endian", protocol::kOctetsBody,
               "LegacySuccess", kDetailBody, kClient},
              AnswerPicture},
    HttpRoute{{"GET", "/api/offloading_layer", "legacyLayer", "the last layer for the device", "", "LegacyLayer",
               kDetailBody, kClient},
              AnswerLayer},
    HttpRoute{{"POST", "/api/device_inference_result", "legacyResult", "a result frame", protocol::kOctetsBody,
               "LegacySuccess", kDetailBody, kClient},
              AnswerFrame},
    HttpRoute{{"GET", "/api/prediction", "legacyPrediction", "what was made of the device's last frame or picture", "",
               "LegacyPrediction", kDetailBody, kClient},
              AnswerPrediction},
};

}  // namespace

std::span<const HttpRoute> LegacyRoutes() {
  return kRoutes;
}

}  // namespace sciot::edge
