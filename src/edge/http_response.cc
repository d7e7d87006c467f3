#include "edge/http_route.h"
#include "protocol/error_body.h"
#include "protocol/guide.h"
#include "protocol/message.h"

namespace sciot::edge {

using transport::http::Response;

namespace {
constexpr int kUnprocessable = 422;
}  // namespace

Response JsonResponse(const std::string& json, int status) {
  const ByteView bytes = AsBytes(json);
  Response response{status, {}, Bytes(bytes.begin(), bytes.end())};
  response.headers.Add("Content-Type", protocol::kJsonContentType);
  return response;
}

Response FailureResponse(const Error& error, int status, std::string_view schema) {
  return JsonResponse(schema == kDetailBody ? protocol::EncodeDetail(error) : protocol::EncodeErrorBody(error), status);
}

Response FailureResponse(const Error& error) {
  return FailureResponse(error, protocol::HttpStatus(error.code), kErrorBody);
}

Response LegacyFailure(const Error& error) {
  const bool is_fault_of_message = error.code == ErrorCode::kInvalidArgument;
  return FailureResponse(error, is_fault_of_message ? kUnprocessable : protocol::HttpStatus(error.code), kDetailBody);
}

}  // namespace sciot::edge
