// Results that devices tell afterwards, and who reads them.
#include <array>
#include <charconv>
#include <limits>
#include <memory>

#include "edge/http_route.h"
#include "protocol/name.h"
#include "protocol/target.h"

namespace sciot::edge {
namespace {

using transport::http::Reply;

constexpr std::string_view kAfter = "after";

Status CheckReport(const HttpContext& context, const HttpCall& call) {
  const size_t bytes = call.request.body.size();
  if (bytes > context.options.max_report_bytes) {
    return Error{ErrorCode::kTooLarge, "a report of " + std::to_string(bytes) + " bytes, results.max_report_bytes is " +
                                           std::to_string(context.options.max_report_bytes)};
  }
  return protocol::CheckName(call.arguments[0], "device id", context.options.message_limits);
}

void AnswerReport(const HttpContext& context, HttpCall& call, const Reply& reply) {
  if (const Status checked = CheckReport(context, call); !checked.ok()) return reply(FailureResponse(checked.error()));
  context.service.TakeResults(call.arguments[0], std::move(call.request.body), [reply](const auto& answer) {
    reply(answer.ok() ? JsonResponse(protocol::EncodeReportAnswer(answer.value())) : FailureResponse(answer.error()));
  });
}

// The sequence that the query names; 0 without one.
Result<int64_t> After(const HttpCall& call) {
  SCIOT_ASSIGN(const auto text, protocol::FindQueryValue(call.query, kAfter));
  if (!text) return int64_t{0};
  int64_t after = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), after);
  if (error == std::errc() && end == text->data() + text->size() && after >= 0) return after;
  return Error{ErrorCode::kInvalidArgument, "after: '" + *text + "' is no sequence, which is an integer from 0 to " +
                                                std::to_string(std::numeric_limits<int64_t>::max())};
}

void AnswerPage(const HttpContext& context, HttpCall& call, const Reply& reply) {
  const Result<int64_t> after = After(call);
  if (!after.ok()) return reply(FailureResponse(after.error()));
  const std::string device_id = call.arguments.empty() ? "" : call.arguments[0];
  const Result<std::string> page = context.service.results().Page(device_id, after.value());
  reply(page.ok() ? JsonResponse(page.value()) : FailureResponse(page.error()));
}

constexpr std::array kRoutes = {
    HttpRoute{{"POST", "/v2/devices/{device}/results", "reportResults",
               "results and layer times of inferences that the edge has no record of", "ResultReport",
               "ResultReportAnswer", kErrorBody},
              AnswerReport},
    HttpRoute{{"GET", "/v2/devices/{device}/results", "resultsOfDevice", "the results of a device, oldest first", "",
               "ResultPage", kErrorBody, kAfter},
              AnswerPage},
    HttpRoute{{"GET", "/v2/results", "results", "the results of all devices, oldest first", "", "ResultPage",
               kErrorBody, kAfter},
              AnswerPage},
};

}  // namespace

std::span<const HttpRoute> ResultRoutes() {
  return kRoutes;
}

}  // namespace sciot::edge
