#include "base/yaml_fields.h"

#include <gmock/gmock.h>

#include <array>

namespace sciot {
namespace {

using ::testing::HasSubstr;

constexpr std::array<std::string_view, 2> kKeys = {"alpha", "beta"};

TEST(YamlFieldsTest, FindsWhatIsThere) {
  const auto root = ParseYaml("alpha: 2.5\n");
  ASSERT_TRUE(root.ok());
  const auto fields = YamlFields::Of(root.value(), "the test", kKeys);
  ASSERT_TRUE(fields.ok());
  const auto alpha = fields.value().Find("alpha");
  ASSERT_TRUE(alpha.has_value());
  EXPECT_EQ(ReadNumber(*alpha, "alpha").value(), 2.5);
  EXPECT_FALSE(fields.value().Find("beta").has_value());
}

TEST(YamlFieldsTest, NamesTheLineAndTheNearestKey) {
  const auto root = ParseYaml("alpha: 1\nbeto: 2\n");
  ASSERT_TRUE(root.ok());
  const auto fields = YamlFields::Of(root.value(), "the test", kKeys);
  ASSERT_FALSE(fields.ok());
  EXPECT_THAT(fields.error().message, HasSubstr("line 2"));
  EXPECT_THAT(fields.error().message, HasSubstr("\"beta\""));
}

// An alias may stand for text that holds ten aliases, each of which stands for ten more.
TEST(YamlFieldsTest, RefusesAliases) {
  const auto root = ParseYaml("alpha: &a [1]\nbeta: *a\n");
  ASSERT_FALSE(root.ok());
  EXPECT_THAT(root.error().message, HasSubstr("line 2"));
  EXPECT_THAT(root.error().message, HasSubstr("aliases"));
}

TEST(YamlFieldsTest, RefusesDeepNesting) {
  const std::string deepest = std::string(kMaxYamlDepth, '[') + std::string(kMaxYamlDepth, ']');
  EXPECT_TRUE(ParseYaml(deepest).ok());
  const auto deeper = ParseYaml("[" + deepest + "]");
  ASSERT_FALSE(deeper.ok());
  EXPECT_THAT(deeper.error().message, HasSubstr("nested deeper than 16"));
  EXPECT_FALSE(ParseYaml(std::string(100'000, '[')).ok());
}

}  // namespace
}  // namespace sciot
