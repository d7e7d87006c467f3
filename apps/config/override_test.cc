#include "override.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sciot::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Values {
  std::string word = "a";
  std::vector<std::filesystem::path> paths;
  std::optional<uint32_t> maybe = 1;
  double alpha = 0.1;
};

Settings Table(Values& values) {
  Settings inner("inner");
  inner.Number({"alpha", "a share"}, values.alpha, Interval::Above(0, 1));
  Settings settings("the test");
  settings.Text({"word", "w"}, values.word)
      .Paths({"paths", "p"}, values.paths, "")
      .Count({"maybe", "m"}, values.maybe)
      .Section("more", std::move(inner));
  return settings;
}

std::string Set(Values& values, const std::string& text) {
  const Result<Override> given = ParseOverride(text);
  if (!given.ok()) return given.error().message;
  const Status applied = ApplyOverride(given.value(), Table(values));
  return applied.ok() ? "" : applied.error().message;
}

TEST(OverrideTest, SetsAKeyOfAnyDepthToAnyValue) {
  Values values;
  EXPECT_EQ(Set(values, "inner.alpha=0.5"), "");
  EXPECT_EQ(Set(values, "word=http://a:1/x?y=z"), "");
  EXPECT_EQ(Set(values, "paths=[a, \"b c\"]"), "");
  EXPECT_EQ(Set(values, "maybe="), "");
  EXPECT_EQ(values.alpha, 0.5);
  EXPECT_EQ(values.word, "http://a:1/x?y=z");
  EXPECT_THAT(values.paths, ElementsAre("a", "b c"));
  EXPECT_FALSE(values.maybe.has_value());
  EXPECT_EQ(Set(values, "inner={alpha: 0.25}"), "");
  EXPECT_EQ(values.alpha, 0.25);
}

TEST(OverrideTest, FaultsNameTheTextAndNoLine) {
  Values values;
  EXPECT_EQ(Set(values, "inner.alpha=2"), "--set inner.alpha=2: \"alpha\" must be above 0, at most 1, not 2");
  EXPECT_EQ(Set(values, "inner.alhpa=1"), "--set inner.alhpa=1: unknown key \"alhpa\" in inner, nearest is \"alpha\"");
  EXPECT_EQ(Set(values, "iner.alpha=1"), "--set iner.alpha=1: unknown key \"iner\" in the test, nearest is \"inner\"");
  EXPECT_EQ(Set(values, "maybe=\"1\""), "--set maybe=\"1\": \"maybe\" must be a number, not \"1\"");
  EXPECT_THAT(Set(values, "word"), HasSubstr("--set word: not KEY=VALUE"));
  EXPECT_THAT(Set(values, "=3"), HasSubstr("--set =3: not KEY=VALUE"));
  EXPECT_THAT(Set(values, "word=[a"), HasSubstr("--set word=[a: "));
  EXPECT_THAT(Set(values, "word.more=1"), HasSubstr("\"word\" must be a word"));
  EXPECT_EQ(values.alpha, 0.1);
}

TEST(OverrideTest, AWordOfAnOptionIsTakenAsItIs) {
  Values values;
  ASSERT_TRUE(ApplyOverride(WordOverride("--word", "word", "[a: #b"), Table(values)).ok());
  EXPECT_EQ(values.word, "[a: #b");
  const Status refused = ApplyOverride(WordOverride("--alpha", "inner.alpha", "x"), Table(values));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "--alpha x: \"alpha\" must be a number, not \"x\"");
}

}  // namespace
}  // namespace sciot::app
