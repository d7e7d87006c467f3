#include "protocol/legacy_json.h"

#include <gtest/gtest.h>

namespace sciot::protocol {
namespace {

TEST(LegacyJsonTest, ARegistrationIsToldFromARequestOfTheGuide) {
  for (const char* text :
       {R"({"device_id":"a"})", R"({"client_id":"a"})", R"({"device_id":"a","client_id":"b"})", R"({"device_id":7})"}) {
    EXPECT_TRUE(IsLegacyRegistration(AsBytes(text))) << text;
  }
  for (const char* text : {"", "{}", "[]", "7", R"({"client_id":"a","request_id":"1"})", R"({"device_times":[]})",
                           R"({"device_id":"a")"}) {
    EXPECT_FALSE(IsLegacyRegistration(AsBytes(text))) << text;
  }
}

TEST(LegacyJsonTest, RegistrationsNameOneDevice) {
  EXPECT_EQ(DecodeLegacyRegistration(AsBytes(R"({"device_id":"a"})")).value().id, "a");
  const auto newer = DecodeLegacyRegistration(AsBytes(R"({"client_id":"b"})")).value();
  EXPECT_EQ(newer.id, "b");
  EXPECT_TRUE(newer.is_client);
  for (const char* text : {"{}", R"({"device_id":""})", R"({"device_id":7})", R"({"device_id":"a)"}) {
    EXPECT_FALSE(DecodeLegacyRegistration(AsBytes(text)).ok()) << text;
  }
}

TEST(LegacyJsonTest, MessagesNameTheirChannel) {
  EXPECT_EQ(EncodeLegacyLayerMessage(-1), R"({"channel":"offloading_layer","offloading_layer_index":-1})");
  EXPECT_EQ(EncodeLegacyRegistrationMessage("a", 7),
            R"({"channel":"registration","device":"a","offloading_layer_index":7})");
}

}  // namespace
}  // namespace sciot::protocol
