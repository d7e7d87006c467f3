#include "transport/mqtt/address.h"

#include <gtest/gtest.h>

namespace sciot::transport::mqtt {
namespace {

TEST(AddressTest, PortAndTopicHaveDefaults) {
  EXPECT_EQ(Address::Parse("mqtt://broker").value(), (Address{"broker", 1883, false, "sciot/edge"}));
  EXPECT_EQ(Address::Parse("mqtts://broker/").value(), (Address{"broker", 8883, true, "sciot/edge"}));
  EXPECT_EQ(Address::Parse("mqtts://[::1]:1/a/b").value(), (Address{"::1", 1, true, "a/b"}));
  EXPECT_EQ(Address::Parse("mqtts://[::1]").value().port, 8883);
  EXPECT_EQ(Address::Parse("mqtts://[::1]:1").value().Authority(), "[::1]:1");
}

TEST(AddressTest, WhatIsNoAddressIsRefused) {
  for (const char* text : {"http://broker", "mqtt://", "mqtt://broker:0", "mqtt://broker:x", "mqtt://user@broker",
                           "mqtt://broker/a+b", "mqtt://broker//a", "mqtt://broker/$SYS"}) {
    EXPECT_FALSE(Address::Parse(text).ok()) << text;
  }
  EXPECT_FALSE(IsAddress("http://broker"));
}

TEST(AddressTest, TopicsAreVisibleWithoutWildcards) {
  EXPECT_TRUE(CheckTopic("sciot/edge-1").ok());
  for (const std::string text : {"", "a b", "a/#", "+", "/a", "a/", "$SYS/a", "\xc3\xa4"}) {
    EXPECT_FALSE(CheckTopic(text).ok()) << text;
  }
  EXPECT_TRUE(CheckTopic(std::string(200, 'a')).ok());
  EXPECT_FALSE(CheckTopic(std::string(201, 'a')).ok());
}

}  // namespace
}  // namespace sciot::transport::mqtt
