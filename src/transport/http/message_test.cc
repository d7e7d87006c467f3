#include "transport/http/message.h"

#include <gtest/gtest.h>

namespace sciot::transport::http {
namespace {

TEST(MessageTest, HeaderNamesCompareWithoutCase) {
  const Headers headers{{"Content-Type", "a"}, {"X", "1"}, {"x", "2"}};
  EXPECT_EQ(headers.Find("content-TYPE"), "a");
  EXPECT_EQ(headers.Find("x"), "1");
  EXPECT_FALSE(headers.Find("Content-Typ").has_value());
}

TEST(MessageTest, TheHostOfAnAddressHasNoPort) {
  EXPECT_EQ(HostOf("127.0.0.1:50312"), "127.0.0.1");
  EXPECT_EQ(HostOf("[::1]:50312"), "::1");
  EXPECT_EQ(HostOf("unknown"), "unknown");
}

TEST(MessageTest, ErrorsAreJsonWhateverTheirText) {
  const Response response = ErrorResponse(413, "a \"b\" \\ \n \xff");
  EXPECT_EQ(response.status, 413);
  EXPECT_EQ(AsText(response.body), "{\"error\":\"a 'b' ? ? ?\"}");
  EXPECT_EQ(response.headers.Find("content-type"), "application/json");
}

}  // namespace
}  // namespace sciot::transport::http
