#include "config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/testing/scratch_folder.h"
#include "base/yaml_fields.h"

namespace sciot::app {
namespace {

using ::testing::HasSubstr;

struct Values {
  std::string level = "info";
  double alpha = 0.25;
};

Settings Table(Values& values) {
  Settings inner("inner");
  inner.Number({"alpha", "a share", Reload::kAtOnce}, values.alpha, Interval::Above(0, 1));
  Settings settings("the test");
  settings.Text({"level", "how much is logged"}, values.level).Section("more", std::move(inner));
  return settings;
}

std::filesystem::path WriteConfig(const std::string& text) {
  static const ScratchFolder folder;
  const auto path = folder / "config.yaml";
  std::ofstream(path) << text;
  return path;
}

TEST(ConfigFileTest, DocumentHoldsEveryKeyWithItsMeaning) {
  Values values;
  EXPECT_EQ(ConfigDocument(Table(values)),
            "level: info  # how much is logged\n"
            "\n"
            "inner:  # more\n"
            "  alpha: 0.25  # a share; above 0, at most 1; live\n");
}

TEST(ConfigFileTest, ADocumentReadsBack) {
  Values written{.level = "a: b", .alpha = 0.1};
  Values read;
  ASSERT_TRUE(ApplyConfigFile(WriteConfig(ConfigDocument(Table(written))), Table(read)).ok());
  EXPECT_EQ(read.level, "a: b");
  EXPECT_EQ(read.alpha, 0.1);
}

TEST(ConfigFileTest, FaultsNameTheFileAndTheLine) {
  Values values;
  const auto path = WriteConfig("level: info\ninner:\n  alpha: 2\n");
  const Status applied = ApplyConfigFile(path, Table(values));
  ASSERT_FALSE(applied.ok());
  EXPECT_THAT(applied.error().message, HasSubstr(path.string() + ": line 3: \"alpha\""));
  EXPECT_FALSE(ApplyConfigFile(path.string() + ".no", Table(values)).ok());
}

}  // namespace
}  // namespace sciot::app
