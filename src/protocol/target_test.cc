#include "protocol/target.h"

#include <gtest/gtest.h>

namespace sciot::protocol {
namespace {

using Segments = std::vector<std::string>;

TEST(TargetTest, PathsAreCutAtSlashesAndDecoded) {
  const Target target = ParseTarget("/v2/models/fo%6do/versions/1/infer?x=y?z").value();
  EXPECT_EQ(target.segments, (Segments{"v2", "models", "fomo", "versions", "1", "infer"}));
  EXPECT_EQ(target.query, "x=y?z");
}

TEST(TargetTest, ASlashAtTheEndIsIgnored) {
  EXPECT_EQ(ParseTarget("/v2/").value().segments, Segments{"v2"});
  EXPECT_EQ(ParseTarget("/").value().segments, Segments{});
}

TEST(TargetTest, AnEscapedSlashStaysInItsSegment) {
  EXPECT_EQ(ParseTarget("/a%2Fb").value().segments, Segments{"a/b"});
}

TEST(TargetTest, BadTargetsAreExplained) {
  EXPECT_EQ(ParseTarget("").error().message, "no slash at the start of the request target in ''");
  EXPECT_EQ(ParseTarget("v2").error().message, "no slash at the start of the request target in 'v2'");
  EXPECT_EQ(ParseTarget("/a//b").error().message, "empty path segment in '/a//b'");
  EXPECT_EQ(ParseTarget("/a%").error().message, "bad percent escape in '%'");
  EXPECT_EQ(ParseTarget("/a%4").error().message, "bad percent escape in '%4'");
  EXPECT_EQ(ParseTarget("/a%zzb").error().message, "bad percent escape in '%zz'");
  EXPECT_EQ(ParseTarget("/a%00").error().message, "control character in '%25'");
}

TEST(TargetTest, EncodedSegmentsComeBack) {
  const std::string name = "my model/ü%?";
  EXPECT_EQ(EncodeSegment(name), "my%20model%2F%C3%BC%25%3F");
  EXPECT_EQ(ParseTarget("/" + EncodeSegment(name)).value().segments, Segments{name});
}

TEST(TargetTest, FindsAValueOfTheQuery) {
  EXPECT_EQ(FindQueryValue("a=1&client_id=b%207&client_id=c", "client_id").value(), "b 7");
  EXPECT_EQ(FindQueryValue("client_id=", "client_id").value(), "");
  EXPECT_FALSE(FindQueryValue("client_ids=1&x", "client_id").value().has_value());
  EXPECT_FALSE(FindQueryValue("client_id=%2", "client_id").ok());
}

}  // namespace
}  // namespace sciot::protocol
