#include "edge/legacy_devices.h"

#include <gtest/gtest.h>

namespace sciot::edge {
namespace {

TEST(LegacyDevicesTest, ADeviceIsMetOnceAndKeepsWhatItHas) {
  LegacyDevices devices(2);
  EXPECT_EQ(devices.Find("a"), nullptr);
  devices.Meet("a").next_layer = 3;
  EXPECT_EQ(devices.Meet("a").next_layer, 3);
  EXPECT_EQ(devices.Find("a")->id, "a");
}

TEST(LegacyDevicesTest, TheLastOneThatRegisteredFromAnAddressIsTheOneThere) {
  LegacyDevices devices(3);
  EXPECT_EQ(devices.FindAt("10.0.0.1"), nullptr);
  devices.Register("a", "10.0.0.1");
  devices.Register("b", "10.0.0.1");
  EXPECT_EQ(devices.FindAt("10.0.0.1")->id, "b");
  EXPECT_EQ(devices.Find("a")->address, "10.0.0.1");
}

TEST(LegacyDevicesTest, ADeviceThatMovesIsNoLongerAtItsOldAddress) {
  LegacyDevices devices(3);
  devices.Register("a", "10.0.0.1");
  devices.Register("a", "10.0.0.2");
  EXPECT_EQ(devices.FindAt("10.0.0.1"), nullptr);
  EXPECT_EQ(devices.FindAt("10.0.0.2")->id, "a");
}

TEST(LegacyDevicesTest, ADeviceThatMovesLeavesItsOldAddressToTheNext) {
  LegacyDevices devices(3);
  devices.Register("a", "10.0.0.1");
  devices.Register("b", "10.0.0.1");
  devices.Register("a", "10.0.0.2");
  EXPECT_EQ(devices.FindAt("10.0.0.1")->id, "b");
}

TEST(LegacyDevicesTest, TheOneUnheardOfLongestIsForgottenForANewOne) {
  LegacyDevices devices(2);
  devices.Register("a", "10.0.0.1");
  devices.Register("b", "10.0.0.2");
  EXPECT_NE(devices.Find("a"), nullptr);  // heard of now
  devices.Meet("c");
  EXPECT_EQ(devices.Find("b"), nullptr);
  EXPECT_EQ(devices.FindAt("10.0.0.2"), nullptr);
  EXPECT_EQ(devices.FindAt("10.0.0.1")->id, "a");
}

TEST(LegacyDevicesTest, TheAddressOfAForgottenDeviceStaysThatOfItsLast) {
  LegacyDevices devices(2);
  devices.Register("a", "10.0.0.1");
  devices.Register("b", "10.0.0.1");
  devices.Meet("c");
  EXPECT_EQ(devices.Find("a"), nullptr);
  EXPECT_EQ(devices.FindAt("10.0.0.1")->id, "b");
}

TEST(LegacyDevicesTest, OneIsEnough) {
  LegacyDevices devices(1);
  for (const char* id : {"a", "b", "a"}) {
    devices.Register(id, "10.0.0.1");
    EXPECT_EQ(devices.FindAt("10.0.0.1")->id, id);
  }
}

}  // namespace
}  // namespace sciot::edge
