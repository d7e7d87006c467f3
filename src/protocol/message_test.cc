#include "protocol/message.h"

#include <gtest/gtest.h>

namespace sciot::protocol {
namespace {

TEST(MessageTest, LengthsAreWholeNumbers) {
  EXPECT_EQ(ParseJsonLength("0").value(), 0U);
  EXPECT_EQ(ParseJsonLength("1234").value(), 1234U);
  for (const char* bad : {"", "-1", "+1", "1.5", "12 ", "99999999999999999999", "x"}) {
    EXPECT_EQ(ParseJsonLength(bad).error().message,
              "Inference-Header-Content-Length '" + std::string(bad) + "' is no length");
  }
}

TEST(MessageTest, ABodyIsSplitAfterItsJson) {
  const BodyParts parts = SplitBody(AsBytes("{}ab"), 2).value();
  EXPECT_EQ(parts.json, "{}");
  EXPECT_EQ(AsText(parts.binary), "ab");
  EXPECT_EQ(SplitBody(AsBytes("{}ab"), std::nullopt).value().json, "{}ab");
}

}  // namespace
}  // namespace sciot::protocol
