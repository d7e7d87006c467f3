#include "device/retries.h"

#include <gtest/gtest.h>

namespace sciot::device {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Error kAway{ErrorCode::kUnavailable, "away"};
const Error kRefused{ErrorCode::kInvalidArgument, "refused"};

void ExpectPause(Duration pause, Duration least) {
  EXPECT_GE(pause, least);
  EXPECT_LT(pause, least + least / 4);
}

TEST(RetriesTest, PausesDoubleAndThenTheEdgeIsLookedForNowAndThen) {
  Retries retries({.count = 3, .delay = seconds(1), .health_check_interval = seconds(20)});
  for (const int expected : {1, 2, 4, 20, 20}) ExpectPause(retries.Next(kAway), seconds(expected));
  retries.Reset();
  ExpectPause(retries.Next(kAway), seconds(1));
}

TEST(RetriesTest, WhatIsRefusedIsNotRetried) {
  Retries retries({.count = 3, .delay = milliseconds(1), .health_check_interval = seconds(20)});
  ExpectPause(retries.Next(kRefused), seconds(20));
  ExpectPause(retries.Next({ErrorCode::kTimeout, ""}), milliseconds(1));
}

TEST(RetriesTest, TheEdgeIsLeftAloneAsLongAsItAsks) {
  Retries retries({});
  EXPECT_EQ(retries.Next(kAway, seconds(60)), seconds(60));
  ExpectPause(retries.Next(kAway, milliseconds(1)), seconds(2));
}

}  // namespace
}  // namespace sciot::device
