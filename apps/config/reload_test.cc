#include "reload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sciot::app {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Values {
  std::string level = "info";
  std::string host = "a b";
  double alpha = 0.1;
  double beta = 0.1;
};

Settings Table(Values& values) {
  Settings inner("inner");
  inner.Number({"alpha", "a share", Reload::kAtOnce}, values.alpha, Interval::Above(0, 1))
      .Number({"beta", "another"}, values.beta, Interval::Above(0, 1));
  Settings settings("the test");
  settings.Text({"level", "l", Reload::kAtOnce}, values.level)
      .Text({"host", "h"}, values.host)
      .Section("more", std::move(inner));
  return settings;
}

TEST(ReloadTest, TellsWhatChangesAndKeepsWhatCannot) {
  Values running;
  Values next{.level = "debug", .host = "b", .alpha = 0.2, .beta = 0.3};
  const auto changes = KeepWhatNeedsRestart(Table(running), Table(next));
  ASSERT_TRUE(changes.ok());
  EXPECT_THAT(changes.value().live, ElementsAre("level", "inner.alpha"));
  EXPECT_THAT(changes.value().kept, ElementsAre("host", "inner.beta"));
  EXPECT_EQ(next.level, "debug");
  EXPECT_EQ(next.host, "a b");
  EXPECT_EQ(next.alpha, 0.2);
  EXPECT_EQ(next.beta, 0.1);
}

TEST(ReloadTest, NothingChangesWhereNothingDiffers) {
  Values running;
  Values next;
  const auto changes = KeepWhatNeedsRestart(Table(running), Table(next));
  ASSERT_TRUE(changes.ok());
  EXPECT_THAT(changes.value().live, IsEmpty());
  EXPECT_THAT(changes.value().kept, IsEmpty());
}

}  // namespace
}  // namespace sciot::app
