#include "protocol/error_body.h"

#include <array>

#include "protocol/json.h"

namespace sciot::protocol {
namespace {

struct StatusRow {
  ErrorCode code;
  int status;
};

constexpr std::array<StatusRow, 8> kStatuses = {{{ErrorCode::kInvalidArgument, 400},
                                                 {ErrorCode::kNotFound, 404},
                                                 {ErrorCode::kConflict, 409},
                                                 {ErrorCode::kTooLarge, 413},
                                                 {ErrorCode::kInternal, 500},
                                                 {ErrorCode::kUnsupported, 501},
                                                 {ErrorCode::kUnavailable, 503},
                                                 {ErrorCode::kTimeout, 504}}};

constexpr int kTooManyRequests = 429;

ErrorCode CodeOf(int status) {
  if (status == kTooManyRequests) return ErrorCode::kUnavailable;
  for (const StatusRow& row : kStatuses) {
    if (row.status == status) return row.code;
  }
  return status >= 400 && status < 500 ? ErrorCode::kInvalidArgument : ErrorCode::kInternal;
}

Result<std::string> DecodeMessage(ByteView body) {
  SCIOT_ASSIGN(const Json json, ParseJson(AsText(body), Limits{}));
  SCIOT_ASSIGN(const ObjectReader object, ObjectReader::Open(json, "error"));
  return object.String("error");
}

}  // namespace

int HttpStatus(ErrorCode code) {
  for (const StatusRow& row : kStatuses) {
    if (row.code == code) return row.status;
  }
  return 500;
}

std::string EncodeErrorBody(const Error& error) {
  return DumpJson({{"error", error.message}});
}

Error DecodeErrorBody(int status, ByteView body) {
  auto message = DecodeMessage(body);
  if (message.ok()) return Error{CodeOf(status), std::move(message).value()};
  return Error{CodeOf(status), "HTTP status " + std::to_string(status)};
}

}  // namespace sciot::protocol
