#include "settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/yaml_fields.h"

namespace sciot::app {
namespace {

using ::testing::HasSubstr;

enum class Colour { kRed, kBlue };

struct Values {
  std::string word = "a";
  bool flag = false;
  uint16_t count = 1;
  std::optional<uint32_t> maybe;
  uint64_t limit = std::numeric_limits<uint64_t>::max();
  double number = 0.5;
  Duration delay = std::chrono::milliseconds(50);
  Colour colour = Colour::kRed;
  std::filesystem::path path = "p";
  std::vector<std::filesystem::path> paths;
  double inner = 0.1;
};

Settings Table(Values& values) {
  Settings inner("inner");
  inner.Number({"alpha", "a share"}, values.inner, Interval::Above(0, 1));
  Settings settings("the test");
  settings.Text({"word", "w"}, values.word)
      .Flag({"flag", "f"}, values.flag)
      .Count({"count", "c"}, values.count, {1})
      .Count({"maybe", "m"}, values.maybe, {0, 9})
      .Limit({"limit", "l"}, values.limit)
      .Number({"number", "n"}, values.number, Interval::From(0, 1))
      .Seconds({"delay_s", "d"}, values.delay)
      .Choice({"colour", "c"}, values.colour, {{"red", Colour::kRed}, {"blue", Colour::kBlue}})
      .Path({"path", "p"}, values.path, "/base")
      .Paths({"paths", "ps"}, values.paths, "/base")
      .Section("more", std::move(inner));
  return settings;
}

Status Apply(Values& values, const std::string& yaml) {
  return Table(values).Apply(ParseYaml(yaml).value());
}

std::string Fault(const std::string& yaml) {
  Values values;
  const Status applied = Apply(values, yaml);
  return applied.ok() ? "accepted" : applied.error().message;
}

TEST(SettingsTest, SetsWhatIsThereAndLeavesTheRest) {
  Values values;
  ASSERT_TRUE(Apply(values, R"(
word: b
flag: true
count: 65535
maybe: 3
delay_s: 0.29
colour: blue
path: x/y
paths: [one, /two]
inner: {alpha: 1}
)")
                  .ok());
  EXPECT_EQ(values.word, "b");
  EXPECT_TRUE(values.flag);
  EXPECT_EQ(values.count, 65535);
  EXPECT_EQ(values.maybe, 3U);
  EXPECT_EQ(values.number, 0.5);
  EXPECT_EQ(values.delay, std::chrono::milliseconds(290));
  EXPECT_EQ(values.colour, Colour::kBlue);
  EXPECT_EQ(values.path, "/base/x/y");
  EXPECT_THAT(values.paths, ::testing::ElementsAre("/base/one", "/two"));
  EXPECT_EQ(values.inner, 1);
  ASSERT_TRUE(Apply(values, "maybe:\n").ok());
  EXPECT_FALSE(values.maybe.has_value());
  ASSERT_TRUE(Apply(values, "limit: 5\n").ok());
  EXPECT_EQ(values.limit, 5U);
  ASSERT_TRUE(Apply(values, "limit: null\n").ok());
  EXPECT_EQ(values.limit, std::numeric_limits<uint64_t>::max());
}

TEST(SettingsTest, EmptyFilesAndSectionsChangeNothing) {
  Values values;
  EXPECT_TRUE(Apply(values, "").ok());
  EXPECT_TRUE(Apply(values, "inner:\n").ok());
  EXPECT_EQ(values.inner, 0.1);
}

TEST(SettingsTest, FaultsNameLineKeyAndValue) {
  EXPECT_THAT(Fault("word: a\ncuont: 1"), HasSubstr("line 2: unknown key \"cuont\" in the test, nearest is \"count\""));
  EXPECT_THAT(Fault("inner: {alpah: 1}"), HasSubstr("unknown key \"alpah\" in inner, nearest is \"alpha\""));
  EXPECT_THAT(Fault("inner:\n  alpha: 0"), HasSubstr("line 2: \"alpha\" must be above 0, at most 1, not 0"));
  EXPECT_THAT(Fault("word: [a]"), HasSubstr("\"word\" must be a word"));
  EXPECT_THAT(Fault("flag: yes"), HasSubstr("\"flag\" must be true or false, not \"yes\""));
  EXPECT_THAT(Fault("flag: \"true\""), HasSubstr("\"flag\" must be true or false"));
  EXPECT_THAT(Fault("count: 65536"), HasSubstr("\"count\" must be a whole number from 1 to 65535, not 65536"));
  EXPECT_THAT(Fault("count: 1.5"), HasSubstr("not 1.5"));
  EXPECT_THAT(Fault("count: \"1\""), HasSubstr("\"count\" must be a number"));
  EXPECT_THAT(Fault("maybe: 10"), HasSubstr("0 to 9"));
  EXPECT_THAT(Fault("limit: -1"), HasSubstr("\"limit\" must be a whole number"));
  EXPECT_THAT(Fault("number: .nan"), HasSubstr("\"number\" must be a number"));
  EXPECT_THAT(Fault("number: -0.1"), HasSubstr("\"number\" must be 0 to 1, not -0.1"));
  EXPECT_THAT(Fault("delay_s: 0"), HasSubstr("above 0, at most 86400"));
  EXPECT_THAT(Fault("colour: green"), HasSubstr("\"colour\" must be one of red, blue, not \"green\""));
  EXPECT_THAT(Fault("paths: one"), HasSubstr("\"paths\" must be a list"));
  EXPECT_THAT(Fault("inner: 3"), HasSubstr("inner must be a mapping"));
  EXPECT_THAT(Fault("flag: true\nflag: true"), HasSubstr("line 2: key \"flag\" comes twice"));
}

TEST(SettingsTest, AWordMayBeChecked) {
  std::string word = "a";
  Settings settings("the test");
  settings.Text({"word", "w"}, word, [](const std::string& text) {
    return text == "b" ? Status() : Error{ErrorCode::kNotFound, "no " + text};
  });
  EXPECT_TRUE(settings.Apply(ParseYaml("word: b").value()).ok());
  const Status refused = settings.Apply(ParseYaml("word: c").value());
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "line 1: \"word\": no c");
  EXPECT_EQ(word, "b");
}

}  // namespace
}  // namespace sciot::app
