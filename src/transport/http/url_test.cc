#include "transport/http/url.h"

#include <gtest/gtest.h>

namespace sciot::transport::http {
namespace {

TEST(UrlTest, PartsAreFound) {
  EXPECT_EQ(Url::Parse("http://edge:8000").value(), (Url{"edge", 8000, ""}));
  EXPECT_EQ(Url::Parse("http://edge").value(), (Url{"edge", 80, ""}));
  EXPECT_EQ(Url::Parse("http://edge/").value(), (Url{"edge", 80, ""}));
  EXPECT_EQ(Url::Parse("http://127.0.0.1:1/a/b/").value(), (Url{"127.0.0.1", 1, "/a/b"}));
  EXPECT_EQ(Url::Parse("http://[::1]:65535").value(), (Url{"::1", 65535, ""}));
  EXPECT_EQ(Url::Parse("http://[::1]").value().Authority(), "[::1]:80");
  EXPECT_EQ(Url::Parse("ws://edge:8000/a").value(), (Url{"edge", 8000, "/a", true}));
}

TEST(UrlTest, BadUrlsAreExplained) {
  EXPECT_EQ(Url::Parse("edge:8000").error().message,
            "URL 'edge:8000': must start with http://, ws://, mqtt:// or mqtts://");
  EXPECT_EQ(Url::Parse("http://").error().message, "URL 'http://': the host is missing");
  EXPECT_EQ(Url::Parse("http://e:").error().message, "URL 'http://e:': the port '' is not from 1 to 65535");
  EXPECT_EQ(Url::Parse("http://e:65536").error().message,
            "URL 'http://e:65536': the port '65536' is not from 1 to 65535");
  EXPECT_EQ(Url::Parse("http://e:0").error().message, "URL 'http://e:0': the port '0' is not from 1 to 65535");
  EXPECT_EQ(Url::Parse("http://e:1x").error().message, "URL 'http://e:1x': the port '1x' is not from 1 to 65535");
  EXPECT_EQ(Url::Parse("http://[::1").error().message, "URL 'http://[::1': ']' is missing");
  EXPECT_EQ(Url::Parse("http://[::1]x").error().message, "URL 'http://[::1]x': after the host only :PORT may follow");
  EXPECT_EQ(Url::Parse("http://u@e").error().message, "URL 'http://u@e': must be http://HOST[:PORT][/PREFIX]");
  EXPECT_EQ(Url::Parse("http://e\r\nX: 1").error().code, ErrorCode::kInvalidArgument);
}

TEST(UrlTest, TlsIsNotSupported) {
  const auto url = Url::Parse("https://edge");
  EXPECT_EQ(url.error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(url.error().message, "URL 'https://edge': TLS is not supported; use http://");
}

}  // namespace
}  // namespace sciot::transport::http
