#include "extension/plugin.h"

#include <gmock/gmock.h>

#include "extension/guard.h"

namespace sciot::extension {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

PluginSource Fixture(const std::string& name, const std::string& does = "") {
  return {std::string(SCIOT_TEST_PLUGINS) + "/" + name + ".so", {{"does", does}}};
}

std::string LoadFault(const PluginSource& source) {
  Extensions extensions;
  const Status loaded = LoadPlugin(source, extensions);
  return loaded.ok() ? "loaded" : loaded.error().message;
}

SplitQuestion Question() {
  static const std::vector<double> seconds{1, 1, 1};
  static const std::vector<uint64_t> bytes{8, 8, 8, 0};
  return {.device_seconds = seconds, .edge_seconds = seconds, .cut_bytes = bytes, .reply_bytes = bytes};
}

class NoEdge final : public EdgeHost {
 public:
  void Handle(std::span<const std::byte> /*message*/, Answer answer) override { answer({}); }
  void Log(const std::string& message) override { log.push_back(message); }
  std::vector<std::string> log;
};

TEST(PluginTest, AnAlgorithmIsAddedUnderItsName) {
  Extensions extensions;
  ASSERT_TRUE(LoadPlugin(Fixture("misbehaving_algorithm"), extensions).ok());
  const auto algorithm = extensions.algorithms.at("misbehaving")();
  EXPECT_EQ(algorithm->Choose(Question()), 1);
}

TEST(PluginTest, ADetectorIsAddedUnderItsName) {
  Extensions extensions;
  ASSERT_TRUE(LoadPlugin(Fixture("misbehaving_detector"), extensions).ok());
  const auto detector = extensions.variance_detectors.at("misbehaving")(3);
  const VarianceAnswer answer = detector->AddMeasurement(1, 0.5);
  EXPECT_TRUE(answer.needs_retest);
  EXPECT_THAT(answer.cascaded_layers, ElementsAre(0U));
}

TEST(PluginTest, MoreCascadedLayersThanThereAreNameOneBeyond) {
  Extensions extensions;
  ASSERT_TRUE(LoadPlugin(Fixture("misbehaving_detector", "many"), extensions).ok());
  EXPECT_THAT(extensions.variance_detectors.at("misbehaving")(3)->AddMeasurement(1, 0.5).cascaded_layers,
              ElementsAre(3U));
}

TEST(PluginTest, AServerIsAddedUnderItsName) {
  Extensions extensions;
  ASSERT_TRUE(LoadPlugin(Fixture("misbehaving_server", "fail-at-start"), extensions).ok());
  NoEdge edge;
  const auto server = extensions.protocol_servers.at("misbehaving")(edge);
  EXPECT_THAT(edge.log, ElementsAre("a misbehaving server is made"));
  EXPECT_EQ(server->Start().error().message, "the port is taken");
}

TEST(PluginTest, ExceptionsPassThroughTheTableAndAreCaught) {
  Extensions extensions;
  ASSERT_TRUE(LoadPlugin(Fixture("misbehaving_algorithm", "throw"), extensions).ok());
  const auto algorithm = extensions.algorithms.at("misbehaving")();
  EXPECT_EQ(Guarded([&] { (void)algorithm->Choose(Question()); }), "threw cannot choose");
}

TEST(PluginTest, WhatIsNoExceptionIsCaughtToo) {
  Extensions extensions;
  ASSERT_TRUE(LoadPlugin(Fixture("misbehaving_algorithm", "throw-int"), extensions).ok());
  const auto algorithm = extensions.algorithms.at("misbehaving")();
  EXPECT_EQ(Guarded([&] { (void)algorithm->Choose(Question()); }), "threw something that is no std::exception");
}

TEST(PluginTest, AnObjectThatThrowsAtItsEndDoesNoHarm) {
  Extensions extensions;
  ASSERT_TRUE(LoadPlugin(Fixture("misbehaving_algorithm", "throw-at-destroy"), extensions).ok());
  extensions.algorithms.at("misbehaving")().reset();
}

TEST(PluginTest, WhatIsNoPluginIsRefusedWithTheReason) {
  EXPECT_THAT(LoadFault({"/nowhere/x.so"}), HasSubstr("/nowhere/x.so"));
  EXPECT_THAT(LoadFault(Fixture("no_plugin")), HasSubstr("has no function sciot_plugin_v1"));
  EXPECT_THAT(LoadFault(Fixture("wrong_version")), HasSubstr("is of ABI version 2, this edge takes 1"));
  EXPECT_THAT(LoadFault(Fixture("throws_on_entry")), HasSubstr("threw no entry"));
}

TEST(PluginTest, TwoOfAKindNeedTwoNames) {
  Extensions extensions;
  ASSERT_TRUE(LoadPlugin(Fixture("misbehaving_algorithm"), extensions).ok());
  const Status second = LoadPlugin(Fixture("misbehaving_algorithm"), extensions);
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(second.error().message, HasSubstr("is named 'misbehaving'"));
}

TEST(PluginTest, OthersAreLoadedAllTheSame) {
  Extensions extensions;
  Faults faults;
  LoadPlugins({Fixture("no_plugin"), Fixture("misbehaving_algorithm"), Fixture("no_plugin")}, extensions, faults);
  EXPECT_TRUE(extensions.algorithms.contains("misbehaving"));
  EXPECT_THAT(faults.counts(), ElementsAre(Pair("no_plugin.so: not loaded", 2U)));
}

}  // namespace
}  // namespace sciot::extension
