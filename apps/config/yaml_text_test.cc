#include "yaml_text.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/yaml_fields.h"

namespace sciot::app {
namespace {

TEST(YamlTextTest, NumbersReadBackWithoutAnExponent) {
  for (const double number : {0.0, 1.0, 0.1, 1e6, 1e-11, 1e22, 0.3333333333333333, -2.5,
                              std::numeric_limits<double>::max(), std::numeric_limits<double>::denorm_min()}) {
    const std::string text = YamlNumber(number);
    EXPECT_EQ(text.find_first_of("eE"), std::string::npos) << text;
    EXPECT_EQ(ReadNumber(ParseYaml(text).value(), "n").value(), number) << text;
  }
}

TEST(YamlTextTest, WordsReadBack) {
  for (const std::string word : {"latency", "",         "null",    "true",   "~",  "a: b", "http://[::1]:80/x",
                                 "#1",      "- a",      "-",       "a:",     "\"", "\\",   "a\nb\tc\x01",
                                 "it's",    "{a}",      "[a]",     "*a",     "&a", "!a",   "100%",
                                 " a ",     "\xc3\xbc", "fixed:3", "0.0.0.0"}) {
    const std::string text = YamlWord(word);
    EXPECT_EQ(text.find('\n'), std::string::npos) << text;
    const auto node = ParseYaml("key: " + text);
    ASSERT_TRUE(node.ok()) << text;
    EXPECT_EQ(ReadText(node.value()["key"], "key").value(), word) << text;
  }
}

TEST(YamlTextTest, PlainWordsStayPlain) {
  EXPECT_EQ(YamlWord("fixed:3"), "fixed:3");
  EXPECT_EQ(YamlWord("models/a.tflite"), "models/a.tflite");
  EXPECT_EQ(YamlList({"a", "b c"}), "[a, \"b c\"]");
  EXPECT_EQ(YamlList({}), "[]");
}

}  // namespace
}  // namespace sciot::app
