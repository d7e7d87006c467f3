#include "protocol/error_body.h"

#include <gtest/gtest.h>

namespace sciot::protocol {
namespace {

TEST(ErrorBodyTest, EveryCodeRoundTripsThroughItsStatus) {
  for (const ErrorCode code :
       {ErrorCode::kInvalidArgument, ErrorCode::kNotFound, ErrorCode::kConflict, ErrorCode::kUnsupported,
        ErrorCode::kTooLarge, ErrorCode::kUnavailable, ErrorCode::kTimeout, ErrorCode::kInternal}) {
    const std::string body = EncodeErrorBody({code, "no \"x\""});
    EXPECT_EQ(body, R"({"error":"no \"x\""})");
    const Error error = DecodeErrorBody(HttpStatus(code), AsBytes(body));
    EXPECT_EQ(error.code, code);
    EXPECT_EQ(error.message, "no \"x\"");
  }
}

TEST(ErrorBodyTest, AnyBodyGivesAnError) {
  EXPECT_EQ(DecodeErrorBody(502, AsBytes("<html>")).message, "HTTP status 502");
  EXPECT_EQ(DecodeErrorBody(418, {}).code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(DecodeErrorBody(502, {}).code, ErrorCode::kInternal);
}

}  // namespace
}  // namespace sciot::protocol
