#include "edge/legacy_websocket.h"

#include <utility>

#include "edge/http_route.h"
#include "edge/network_delay.h"
#include "protocol/message.h"
#include "transport/http/websocket_message.h"

namespace sciot::edge {
namespace {

using transport::http::HostOf;
using transport::http::Reply;
using transport::http::Request;
using transport::http::Response;

constexpr int kNoContent = 204;

// What a device is told of its next layer, or why not.
Response LayerResponse(const Result<int32_t>& layer) {
  if (!layer.ok()) return LegacyFailure(layer.error());
  return JsonResponse(protocol::EncodeLegacyLayerMessage(layer.value()));
}

}  // namespace

void LegacyWebSocket::operator()(Request request, Reply reply) const {
  if (transport::http::IsForeignMessage(request)) {
    return AnswerMessage(std::move(request), Delayed(service_, options_, std::move(reply)));
  }
  reply(LegacyFailure({ErrorCode::kNotFound, "this port takes messages of the first firmware over WebSocket, at " +
                                                 std::string(transport::http::kWebSocketTarget)}));
}

void LegacyWebSocket::AnswerMessage(Request request, const Reply& reply) const {
  if (request.headers.Find("Content-Type") == protocol::kJsonContentType) return AnswerRegistration(request, reply);
  if (legacy_.IsPicture(request.body)) return AnswerPicture(request, reply);
  AnswerFrame(std::move(request), reply);
}

void LegacyWebSocket::AnswerRegistration(const Request& request, const Reply& reply) const {
  const auto registration = protocol::DecodeLegacyRegistration(request.body, options_.message_limits);
  if (!registration.ok()) {
    service_.CountMalformed();
    return reply(LegacyFailure(registration.error()));
  }
  const std::string& device = registration.value().id;
  const Status registered = legacy_.Register(registration.value(), request.peer_address);
  if (!registered.ok()) return reply(LegacyFailure(registered.error()));
  const Result<int32_t> layer = legacy_.NextLayer(device);
  if (!layer.ok()) return reply(LegacyFailure(layer.error()));
  reply(JsonResponse(protocol::EncodeLegacyRegistrationMessage(device, layer.value())));
}

void LegacyWebSocket::AnswerPicture(const Request& request, const Reply& reply) const {
  const Result<std::string> device = SenderOf(request, "");
  if (!device.ok()) return reply(LegacyFailure(device.error()));
  legacy_.TakeInPicture(device.value(), request.body, vision::PixelOrder::kLittleEndian, [reply](const Status& status) {
    reply(status.ok() ? Response{kNoContent, {}, {}, {}} : LegacyFailure(status.error()));
  });
}

void LegacyWebSocket::AnswerFrame(Request request, const Reply& reply) const {
  const auto body = std::make_shared<const Bytes>(std::move(request.body));
  auto frame = protocol::DecodeLegacyFrame(*body, options_.message_limits);
  if (!frame.ok()) {
    service_.CountMalformed();
    return reply(LegacyFailure(frame.error()));
  }
  const Result<std::string> device = SenderOf(request, frame.value().device_id);
  if (!device.ok()) return reply(LegacyFailure(device.error()));
  legacy_.TakeInFrame(device.value(), body, std::move(frame).value(),
                      [&legacy = legacy_, reply, device = device.value()](const Status& status) {
                        if (!status.ok()) return reply(LegacyFailure(status.error()));
                        reply(LayerResponse(legacy.NextLayer(device)));
                      });
}

Result<std::string> LegacyWebSocket::SenderOf(const Request& request, const std::string& frame_id) const {
  auto device = legacy_.Identify(std::nullopt, frame_id, request.peer_address);
  if (device.ok()) return device;
  return legacy_.Identify(std::nullopt, frame_id, std::string(HostOf(request.peer_address)));
}

}  // namespace sciot::edge
