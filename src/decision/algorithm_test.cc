#include "decision/algorithm.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace sciot::decision {
namespace {

using std::chrono::milliseconds;

// Three layers on a device ten times slower than the edge; the tensor after layer 0 is small.
class AlgorithmTest : public testing::Test {
 protected:
  size_t Choose(std::string_view name) {
    State state;
    return Decide(*MakeAlgorithm(name).value(), situation_, totals_, scores_, state);
  }

  std::array<double, 3> device_ = {0.010, 0.030, 0.030};
  std::array<double, 3> edge_ = {0.001, 0.003, 0.003};
  std::array<uint64_t, 4> cut_ = {30'000, 2'000, 20'000, 0};
  std::array<uint64_t, 4> reply_ = {100, 100, 100, 0};
  Situation situation_{{device_, edge_, cut_, reply_}, {milliseconds(5), 1e6, 1e6}, milliseconds(0)};
  std::array<double, 4> totals_{};
  std::array<double, 4> scores_{};
};

TEST_F(AlgorithmTest, LatencyFollowsTheLink) {
  EXPECT_EQ(Choose("latency"), 1U);
  situation_.link = {milliseconds(1), 1e9, 1e9};
  EXPECT_EQ(Choose("latency"), 0U);
  situation_.link = {milliseconds(5), 1e4, 1e4};
  EXPECT_EQ(Choose("latency"), 3U);
}

TEST_F(AlgorithmTest, LatencyAvoidsABusyEdge) {
  situation_.edge_queue = milliseconds(100);
  EXPECT_EQ(Choose("latency"), 3U);
}

TEST_F(AlgorithmTest, LatencyPrefersTheDeviceOnATie) {
  device_ = edge_ = {0, 0, 0};
  cut_ = {};
  reply_ = {};
  situation_.link.rtt = milliseconds(0);
  EXPECT_EQ(Choose("latency"), 3U);
}

TEST_F(AlgorithmTest, GuideKnowsNeitherBytesNorTheEndpoints) {
  EXPECT_EQ(Choose("guide"), 1U);
  situation_.link = {milliseconds(5), 1, 1};
  EXPECT_EQ(Choose("guide"), 1U);
  edge_ = {1, 1, 1};
  EXPECT_EQ(Choose("guide"), 3U);
}

TEST_F(AlgorithmTest, ConstantAlgorithmsStay) {
  EXPECT_EQ(Choose("all-device"), 3U);
  EXPECT_EQ(Choose("all-edge"), 0U);
  EXPECT_EQ(Choose("fixed:2"), 2U);
  EXPECT_EQ(Choose("fixed:99"), 3U);
}

TEST_F(AlgorithmTest, AllKeepToTheLimits) {
  situation_.limits.min_device_layers = 2;
  for (const char* name : {"latency", "adaptive", "guide", "all-device", "all-edge", "fixed:1"})
    EXPECT_GE(Choose(name), 2U) << name;
  situation_.limits.max_upload_bytes = 10'000;
  for (const char* name : {"latency", "adaptive", "guide", "all-device", "all-edge", "fixed:2"})
    EXPECT_EQ(Choose(name), 3U) << name;
}

TEST_F(AlgorithmTest, MemoryOfTheDeviceLimitsTheSplit) {
  const std::array<uint64_t, 4> memory = {0, 100, 200, 300};
  situation_.costs.device_memory_bytes = memory;
  situation_.limits.max_device_memory_bytes = 250;
  for (const char* name : {"latency", "adaptive", "guide", "all-device", "all-edge", "fixed:3"})
    EXPECT_LE(Choose(name), 2U) << name;
  EXPECT_EQ(Choose("all-device"), 2U);
}

TEST_F(AlgorithmTest, AllRunsOnTheDeviceWhenNothingIsAllowed) {
  situation_.limits = {.min_device_layers = 9};
  for (const char* name : {"latency", "adaptive", "guide", "all-device", "all-edge", "fixed:1"})
    EXPECT_EQ(Choose(name), 3U) << name;
}

TEST_F(AlgorithmTest, LatencyFollowsTheObjective) {
  situation_.link = {milliseconds(1), 1e9, 1e9};
  ASSERT_EQ(Choose("latency"), 0U);
  situation_.objective = {.latency = 0, .bytes = 1};
  EXPECT_EQ(Choose("latency"), 3U);
  situation_.objective = {.latency = 1, .bytes = 1e-6};
  EXPECT_EQ(Choose("latency"), 1U);
}

TEST_F(AlgorithmTest, NamesMakeTheSameAlgorithmAgain) {
  for (const std::string name : {"latency", "adaptive", "guide", "all-device", "all-edge", "fixed:7"}) {
    EXPECT_EQ(MakeAlgorithm(name).value()->name(), name);
  }
}

TEST_F(AlgorithmTest, UnknownNamesAreListedWithTheNearest) {
  const auto result = MakeAlgorithm("latecny");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().message,
            "unknown algorithm \"latecny\", nearest is \"latency\"; "
            "there are latency adaptive min-cut guide all-device all-edge fixed:K");
}

TEST_F(AlgorithmTest, FixedNeedsANumber) {
  for (const char* name : {"fixed:", "fixed:x", "fixed:-1", "fixed:3x", "fixed:99999999999999999999999", "fixed: 1"}) {
    EXPECT_FALSE(MakeAlgorithm(name).ok()) << name;
  }
  EXPECT_FALSE(MakeAlgorithm("fixed").ok());
  EXPECT_FALSE(MakeAlgorithm("").ok());
}

}  // namespace
}  // namespace sciot::decision
