#include <array>

#include "edge/http_route.h"
#include "protocol/error_body.h"
#include "protocol/guide.h"

namespace sciot::edge {
namespace {

using transport::http::Reply;
using transport::http::Response;

constexpr int kUnprocessable = 422;

// Whom a request of the guide is about, and what it tells.
struct Consultation {
  const HostedModel* model = nullptr;
  std::string device_id;
  std::vector<double> layer_seconds;
};

Result<Consultation> Read(const HttpContext& context, const HttpCall& call) {
  if (call.request.body.size() > context.options.max_registration_bytes) {
    return Error{ErrorCode::kTooLarge, "a request of " + std::to_string(call.request.body.size()) +
                                           " bytes, max_registration_bytes is " +
                                           std::to_string(context.options.max_registration_bytes)};
  }
  auto request = protocol::DecodeGuideRequest(call.request.body, context.options.message_limits);
  if (!request.ok()) {
    context.service.CountMalformed();
    return request.error();
  }
  auto& [request_id, timestamp, client_id, model_name, device_times] = request.value();
  const HostedModel* model = context.service.models().front();
  if (!model_name.empty()) {
    SCIOT_ASSIGN(model, context.service.FindModel(model_name));
  }
  std::string device_id =
      client_id.empty() ? std::string(transport::http::HostOf(call.request.peer_address)) : client_id;
  return Consultation{model, std::move(device_id), std::move(device_times)};
}

// Whatever a request says wrong is 422, as the guide's framework has it.
Response Failure(const Error& error) {
  const bool is_fault_of_request = error.code == ErrorCode::kInvalidArgument || error.code == ErrorCode::kNotFound;
  return FailureResponse(error, is_fault_of_request ? kUnprocessable : protocol::HttpStatus(error.code), kDetailBody);
}

void AnswerInference(const HttpContext& context, HttpCall& call, const Reply& reply) {
  const Result<Consultation> read = Read(context, call);
  if (!read.ok()) return reply(Failure(read.error()));
  const auto& [model, device_id, layer_seconds] = read.value();
  const Result<NextSplit> next = context.service.Consult(*model, device_id, Dialect::kGuide, layer_seconds);
  if (!next.ok()) return reply(Failure(next.error()));
  reply(JsonResponse(protocol::EncodeGuideAnswer(next.value().split, next.value().reason)));
}

void AnswerResults(const HttpContext& context, HttpCall& call, const Reply& reply) {
  const Result<Consultation> read = Read(context, call);
  if (!read.ok()) return reply(Failure(read.error()));
  const auto& [model, device_id, layer_seconds] = read.value();
  const Status taken = context.service.TakeInTimes(*model, device_id, Dialect::kGuide, layer_seconds);
  reply(taken.ok() ? JsonResponse(protocol::EncodeGuideSuccess()) : Failure(taken.error()));
}

constexpr std::array kRoutes = {
    HttpRoute{
        {"POST", kInferenceOfGuide, "guideInference", "the layer up to which a device shall run the next inference",
         "GuideRequest", "GuideAnswer", kDetailBody},
        AnswerInference},
    HttpRoute{{"POST", "/results", "guideResults", "the times a device measured", "GuideRequest", "GuideSuccess",
               kDetailBody},
              AnswerResults},
};

}  // namespace

std::span<const HttpRoute> GuideRoutes() {
  return kRoutes;
}

}  // namespace sciot::edge
