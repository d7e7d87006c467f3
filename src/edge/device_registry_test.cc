#include "edge/device_registry.h"

#include <gtest/gtest.h>

namespace sciot::edge {
namespace {

constexpr size_t kLayers = 3;

class DeviceRegistryTest : public testing::Test {
 protected:
  DeviceRegistryTest() : registry_(options_) {}

  static EdgeOptions TwoDevices() {
    EdgeOptions options;
    options.max_devices = 2;
    return options;
  }

  EdgeOptions options_ = TwoDevices();
  DeviceRegistry registry_;
};

TEST_F(DeviceRegistryTest, ForgetsTheOneUnheardOfLongest) {
  registry_.Add("fomo", "a", kLayers);
  registry_.Add("fomo", "b", kLayers);
  ASSERT_NE(registry_.Find("fomo", "a"), nullptr);
  registry_.Add("fomo", "c", kLayers);
  EXPECT_EQ(registry_.size(), 2U);
  EXPECT_NE(registry_.Find("fomo", "a"), nullptr);
  EXPECT_EQ(registry_.Find("fomo", "b"), nullptr);
}

TEST_F(DeviceRegistryTest, ADeviceIsAnotherWithAnotherModel) {
  registry_.Add("ab", "c", kLayers).split = 1;
  registry_.Add("a", "bc", kLayers).split = 2;
  EXPECT_EQ(registry_.Find("ab", "c")->split, 1U);
  EXPECT_EQ(registry_.Find("a", "bc")->split, 2U);
  EXPECT_EQ(registry_.Find("abc", ""), nullptr);
}

TEST_F(DeviceRegistryTest, AddingAgainStartsAfresh) {
  registry_.Add("fomo", "a", kLayers).split = 3;
  EXPECT_EQ(registry_.Add("fomo", "a", kLayers).split, 0U);
  EXPECT_EQ(registry_.size(), 1U);
  EXPECT_NE(registry_.Find("fomo", "a"), nullptr);
}

TEST_F(DeviceRegistryTest, WhatWasCountedOutlivesARegistration) {
  registry_.Add("fomo", "a", kLayers).counts.rejected_times = 3;
  EXPECT_EQ(registry_.Add("fomo", "a", kLayers).counts.rejected_times, 3U);
}

TEST_F(DeviceRegistryTest, WhatTheAlgorithmRemembersOutlivesARegistration) {
  Device& device = registry_.Add("fomo", "a", kLayers);
  device.decisions = 2;
  device.decision_state.Store(7.5);
  const Device& again = registry_.Add("fomo", "a", kLayers);
  EXPECT_EQ(again.decisions, 2U);
  EXPECT_EQ(again.decision_state.Load<double>(), 7.5);
}

TEST_F(DeviceRegistryTest, LookingIsNotHearing) {
  registry_.Add("fomo", "a", kLayers);
  registry_.Add("fomo", "b", kLayers);
  ASSERT_NE(registry_.Peek("fomo", "a"), nullptr);
  registry_.Add("fomo", "c", kLayers);
  EXPECT_EQ(registry_.Peek("fomo", "a"), nullptr);
}

TEST_F(DeviceRegistryTest, ListsTheDevicesOfOneModel) {
  registry_.Add("fomo", "a", kLayers);
  registry_.Add("other", "b", kLayers);
  std::vector<std::string> ids;
  registry_.VisitAll("fomo", [&](std::string_view id, const Device&) { ids.emplace_back(id); });
  EXPECT_EQ(ids, (std::vector<std::string>{"a"}));
}

TEST_F(DeviceRegistryTest, AnotherAlgorithmRemembersNothing) {
  registry_.Add("fomo", "a", kLayers).decision_state.Store(7);
  registry_.Find("fomo", "a")->split = 2;
  registry_.ResetDecisionStates();
  EXPECT_EQ(registry_.Find("fomo", "a")->decision_state.Load<int>(), 0);
  EXPECT_EQ(registry_.Find("fomo", "a")->split, 2U);
}

}  // namespace
}  // namespace sciot::edge
