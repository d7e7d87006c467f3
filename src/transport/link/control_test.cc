#include "transport/link/control.h"

#include <gmock/gmock.h>

#include "transport/link/profiles.h"
#include "transport/link/settings.h"

namespace sciot::transport::link {
namespace {

using ::testing::HasSubstr;

class ControlTest : public ::testing::Test {
 protected:
  std::unique_ptr<Shaper> shaper_ = Shaper::Listen({.target_port = 9}, {}).value();
  Control control_{*shaper_, {}};
};

TEST_F(ControlTest, ChangesOneConditionOrSeveral) {
  EXPECT_EQ(control_.Handle("down_mbit=8 one_way_ms=2.5"),
            "ok down_mbit=8 up_mbit=0 one_way_ms=2.5 jitter_ms=0 loss=0 stall_ms=200 state=up");
  EXPECT_EQ(control_.conditions().downlink_bytes_per_second, 1e6);
  EXPECT_THAT(control_.Handle("blackout"), HasSubstr("state=blackout"));
  EXPECT_THAT(control_.Handle("up"), HasSubstr("one_way_ms=2.5"));
  EXPECT_THAT(control_.Handle("reset"), HasSubstr("ok "));
}

TEST_F(ControlTest, AProfileReplacesAll) {
  control_.Handle("loss=0.5 silence");
  EXPECT_EQ(control_.Handle("profile wifi-home"),
            "ok down_mbit=55 up_mbit=19 one_way_ms=2.5 jitter_ms=1 loss=0 stall_ms=200 state=up");
}

TEST_F(ControlTest, WhatIsWrongIsNamedAndChangesNothing) {
  const std::string before = control_.Handle("show");
  EXPECT_THAT(control_.Handle(""), HasSubstr("error: an empty line"));
  EXPECT_THAT(control_.Handle("down_mbit=1 los=0.1"),
              HasSubstr("error: no condition is named 'los'; did you mean 'loss'?"));
  EXPECT_THAT(control_.Handle("loss=2"), HasSubstr("error: loss is '2', not a number from 0 to 1"));
  EXPECT_THAT(control_.Handle("one_way_ms=1e99"), HasSubstr("one_way_ms is '1e99'"));
  EXPECT_THAT(control_.Handle("blackot"), HasSubstr("did you mean 'blackout'?"));
  EXPECT_THAT(control_.Handle("profile wifi-hom"), HasSubstr("no link is named 'wifi-hom'; did you mean 'wifi-home'?"));
  EXPECT_EQ(control_.Handle("show"), before);
}

// What describes a link sets it, too.
TEST(LinkProfileTest, EveryProfileSurvivesItsDescription) {
  for (const LinkProfile& profile : AllProfiles()) {
    const LinkConditions expected = ConditionsOf(profile);
    EXPECT_GT(expected.uplink_bytes_per_second, 0) << profile.name;
    LinkConditions read;
    std::istringstream words(DescribeConditions(expected));
    for (std::string word; words >> word;) ASSERT_TRUE(SetCondition(word, read).ok()) << word;
    EXPECT_EQ(read, expected) << profile.name;
  }
}

}  // namespace
}  // namespace sciot::transport::link
