#include "device/retry_after.h"

#include <gtest/gtest.h>

namespace sciot::device {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using transport::http::Headers;

const std::string kNow = "Sun, 06 Nov 1994 08:49:37 GMT";

std::optional<Duration> At(const std::string& now, const std::string& retry_after) {
  return RetryAfter({{"Date", now}, {"Retry-After", retry_after}});
}

TEST(RetryAfterTest, SecondsAreTaken) {
  EXPECT_EQ(RetryAfter({{"retry-after", "0"}}), seconds(0));
  EXPECT_EQ(RetryAfter({{"Retry-After", "120"}}), minutes(2));
  EXPECT_EQ(RetryAfter({{"Retry-After", "4000000000"}}), hours(1)) << "an hour at most";
}

TEST(RetryAfterTest, ADateCountsFromTheDateOfTheAnswer) {
  EXPECT_EQ(At(kNow, "Sun, 06 Nov 1994 08:50:00 GMT"), seconds(23));
  EXPECT_EQ(At("Mon, 31 Dec 2029 23:59:50 GMT", "Tue, 01 Jan 2030 00:01:00 GMT"), seconds(70));
  EXPECT_EQ(At(kNow, "Mon, 07 Nov 1994 08:49:37 GMT"), hours(1)) << "an hour at most";
}

TEST(RetryAfterTest, ADateOfThePastIsNow) {
  EXPECT_EQ(At(kNow, kNow), seconds(0));
  EXPECT_EQ(At(kNow, "Thu, 01 Jan 1970 00:00:00 GMT"), seconds(0));
}

TEST(RetryAfterTest, ObsoleteFormsAreTaken) {
  EXPECT_EQ(At("Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:38 1994"), seconds(1));
  EXPECT_EQ(At("Sun Nov 13 08:49:37 1994", "Sunday, 13-Nov-94 08:50:37 GMT"), minutes(1));
}

TEST(RetryAfterTest, WhatIsNeitherIsNothing) {
  EXPECT_EQ(RetryAfter({}), std::nullopt);
  EXPECT_EQ(RetryAfter({{"Retry-After", kNow}}), std::nullopt) << "nothing to count from";
  for (const std::string text : {"", "soon", "-1", "1.5", "12 s", "Sun, 06 Nov 1994", "Sun, 36 Nov 1994 08:49:37 GMT",
                                 "Sun, 06 Nov 1994 08:49:37 GMT+1"}) {
    EXPECT_EQ(At(kNow, text), std::nullopt) << text;
    EXPECT_EQ(At(text, kNow), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace sciot::device
