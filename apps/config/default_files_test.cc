// What holds of every key of the programs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/yaml_fields.h"
#include "config_file.h"
#include "device_config.h"
#include "edge_config.h"
#include "override.h"

namespace sciot::app {
namespace {

// Calls `visit` with the path and the row of every key.
template <typename Visit>
void ForEachKey(const Settings& settings, const Visit& visit, const std::string& prefix = "") {
  for (const Settings::Entry& entry : settings.entries()) {
    if (entry.section) {
      ForEachKey(*entry.section, visit, prefix + entry.key.name + ".");
    } else {
      visit(prefix + entry.key.name, entry);
    }
  }
}

// Another value that the key may have, as YAML; empty for none known.
std::string AnotherValue(const Settings::Entry& entry) {
  const std::string before = entry.show();
  for (const char* value :
       {"guide",          "true",   "false", "1",     "2", "0.5", "300", "auto",  "json",   "off",
        "http://other:1", "static", "power", "3.1.1", "5", "big", "[]",  "[one]", "[http]", "[http://other:1]",
        "{other: path}",  "other"}) {
    if (!entry.read(ParseYaml(value).value()).ok()) continue;
    if (entry.show() != before) return value;
  }
  return "";
}

template <typename Config, typename Table>
void ExpectDefaultFileSetsEveryDefault(const Table& table) {
  Config defaults;
  Config changed;
  const std::string document = ConfigDocument(table(defaults));
  const Settings settings = table(changed);
  ForEachKey(settings, [](const std::string& path, const Settings::Entry& entry) {
    EXPECT_NE(AnotherValue(entry), "") << path << ": this test knows no other value";
  });
  EXPECT_NE(ConfigDocument(settings), document);
  const Status applied = settings.Apply(ParseYaml(document).value());
  ASSERT_TRUE(applied.ok()) << applied.error().message;
  EXPECT_EQ(ConfigDocument(settings), document);
}

template <typename Config, typename Table>
void ExpectEveryKeyCanBeSet(const Table& table) {
  Config defaults;
  ForEachKey(table(defaults), [&](const std::string& path, const Settings::Entry& entry) {
    const std::string value = AnotherValue(entry);
    const std::string changed = entry.show();
    Config config;
    const Result<Override> given = ParseOverride(path + "=" + value);
    ASSERT_TRUE(given.ok()) << path;
    const Settings settings = table(config);
    const Status applied = ApplyOverride(given.value(), settings);
    ASSERT_TRUE(applied.ok()) << applied.error().message;
    ForEachKey(settings, [&](const std::string& other, const Settings::Entry& set) {
      if (other == path) {
        EXPECT_EQ(set.show(), changed) << path;
      }
    });
  });
}

Settings Edge(EdgeConfig& config) {
  return EdgeSettings(config, "");
}

Settings Device(DeviceConfig& config) {
  return DeviceSettings(config, "");
}

TEST(DefaultFilesTest, TheFileOfTheEdgeSetsEveryDefault) {
  ExpectDefaultFileSetsEveryDefault<EdgeConfig>(Edge);
}

TEST(DefaultFilesTest, TheFileOfTheDeviceSetsEveryDefault) {
  ExpectDefaultFileSetsEveryDefault<DeviceConfig>(Device);
}

TEST(DefaultFilesTest, EveryKeyOfTheEdgeCanBeSetOnTheCommandLine) {
  ExpectEveryKeyCanBeSet<EdgeConfig>(Edge);
}

TEST(DefaultFilesTest, EveryKeyOfTheDeviceCanBeSetOnTheCommandLine) {
  ExpectEveryKeyCanBeSet<DeviceConfig>(Device);
}

TEST(DefaultFilesTest, EveryKeySaysWhatItMeans) {
  EdgeConfig edge;
  DeviceConfig device;
  const auto expect_meaning = [](const std::string& path, const Settings::Entry& entry) {
    EXPECT_GT(std::string(entry.key.meaning).size(), 3U) << path;
  };
  ForEachKey(Edge(edge), expect_meaning);
  ForEachKey(Device(device), expect_meaning);
}

}  // namespace
}  // namespace sciot::app
