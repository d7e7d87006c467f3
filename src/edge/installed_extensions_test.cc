#include "edge/installed_extensions.h"

#include <gmock/gmock.h>

#include <stdexcept>

namespace sciot::edge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class AlwaysTwo final : public CustomOffloadingAlgorithm {
 public:
  int64_t Choose(const SplitQuestion& /*question*/) override { return 2; }
};

EdgeOptions Named(const std::string& algorithm) {
  EdgeOptions options;
  options.algorithm = algorithm;
  return options;
}

TEST(InstalledExtensionsTest, ALinkedAlgorithmIsMadeByItsName) {
  Extensions linked;
  linked.algorithms["two"] = [] { return std::make_unique<AlwaysTwo>(); };
  EdgeOptions options = Named("two");
  InstalledExtensions installed(linked, options);
  ASSERT_TRUE(installed.ApplyTo(options).ok());
  EXPECT_EQ(options.make_algorithm().value()->name(), "two");
}

TEST(InstalledExtensionsTest, OursNeedNoExtension) {
  EdgeOptions options = Named("guide");
  InstalledExtensions installed({}, options);
  ASSERT_TRUE(installed.ApplyTo(options).ok());
  EXPECT_FALSE(options.make_algorithm);
}

TEST(InstalledExtensionsTest, AFactoryThatThrowsLeavesTheDefault) {
  Extensions linked;
  linked.algorithms["two"] = []() -> std::unique_ptr<CustomOffloadingAlgorithm> { throw std::runtime_error("no"); };
  EdgeOptions options = Named("two");
  InstalledExtensions installed(linked, options);
  ASSERT_TRUE(installed.ApplyTo(options).ok());
  EXPECT_EQ(options.make_algorithm().value()->name(), "latency");
  EXPECT_THAT(installed.faults().counts(), ElementsAre(Pair("two: not made", 1U)));
}

TEST(InstalledExtensionsTest, AnUnknownNameIsAnError) {
  EdgeOptions options = Named("latence");
  InstalledExtensions installed({}, options);
  EXPECT_THAT(installed.ApplyTo(options).error().message, HasSubstr("nearest is \"latency\""));
}

TEST(InstalledExtensionsTest, ThePluginThatIsMissingMayHaveHadTheName) {
  EdgeOptions options = Named("theirs");
  options.plugins = {{"/nowhere/theirs.so"}};
  InstalledExtensions installed({}, options);
  ASSERT_TRUE(installed.ApplyTo(options).ok());
  EXPECT_EQ(options.algorithm, "latency");
  EXPECT_THAT(installed.faults().counts(), ElementsAre(Pair("theirs.so: not loaded", 1U), Pair("theirs: missing", 1U)));
}

TEST(InstalledExtensionsTest, ALinkedDetectorIsMadeForEachMachine) {
  size_t made = 0;
  Extensions linked;
  linked.variance_detectors["still"] = [&made](size_t /*layers*/) -> std::unique_ptr<CustomVarianceDetector> {
    ++made;
    return nullptr;
  };
  EdgeOptions options;
  options.variance_detector = "still";
  InstalledExtensions installed(linked, options);
  ASSERT_TRUE(installed.ApplyTo(options).ok());
  EXPECT_NE(options.make_variance_detector(3), nullptr);
  EXPECT_NE(options.make_variance_detector(3), nullptr);
  EXPECT_EQ(made, 2U);
  EXPECT_THAT(options.extension_faults(), ElementsAre(Pair("still: not made", 2U)));
}

TEST(InstalledExtensionsTest, AnUnknownDetectorIsAnErrorUnlessAPluginIsMissing) {
  EdgeOptions options;
  options.variance_detector = "theirs";
  InstalledExtensions without({}, options);
  EXPECT_THAT(without.ApplyTo(options).error().message, HasSubstr("unknown variance detector \"theirs\""));
  options.plugins = {{"/nowhere/theirs.so"}};
  InstalledExtensions with({}, options);
  ASSERT_TRUE(with.ApplyTo(options).ok());
  EXPECT_EQ(options.variance_detector, kWindowDetector);
}

}  // namespace
}  // namespace sciot::edge
