#include "protocol/registration.h"

#include <gtest/gtest.h>

#include <array>
#include <utility>

namespace sciot::protocol {
namespace {

const std::string kSha256(64, 'a');

const std::string kGolden = R"({"layer_us":"10.000,0.125","link":[{"received_bytes":7,"sent_bytes":9000,"us":1500.0}],)"
                            R"("model_sha256":")" +
                            kSha256 + R"(","split":3,"unstable_layers":[1]})";

const std::string kGoldenAnswer = R"({"device_id":"camera-1","model":"fomo","next_split":5})";

Registration GoldenRegistration() {
  return Registration{kSha256, {10, 0.125}, 3, {{1500, 9000, 7}}, {1}};
}

TEST(RegistrationTest, GoldenMessagesRoundTrip) {
  EXPECT_EQ(EncodeRegistration(GoldenRegistration()), kGolden);
  EXPECT_EQ(DecodeRegistration(AsBytes(kGolden)).value(), GoldenRegistration());
  const RegistrationAnswer answer{5, "camera-1", "fomo"};
  EXPECT_EQ(EncodeRegistrationAnswer(answer), kGoldenAnswer);
  EXPECT_EQ(DecodeRegistrationAnswer(AsBytes(kGoldenAnswer)).value(), answer);
}

TEST(RegistrationTest, GoldenMessagesCutAtAnyByteAreErrors) {
  for (size_t size = 0; size < kGolden.size(); ++size) {
    EXPECT_FALSE(DecodeRegistration(AsBytes(kGolden).first(size)).ok()) << size;
  }
  for (size_t size = 0; size < kGoldenAnswer.size(); ++size) {
    EXPECT_FALSE(DecodeRegistrationAnswer(AsBytes(kGoldenAnswer).first(size)).ok()) << size;
  }
}

TEST(RegistrationTest, OnlyTheModelIsRequired) {
  const Registration registration{kSha256, {}, std::nullopt, {}, {}};
  EXPECT_EQ(DecodeRegistration(AsBytes(EncodeRegistration(registration))).value(), registration);
  EXPECT_EQ(DecodeRegistration(AsBytes(R"({"model_sha256":")" + kSha256 + "\"}")).value(), registration);
}

TEST(RegistrationTest, BadMessagesAreExplained) {
  const std::array<std::pair<std::string, const char*>, 8> cases = {
      {{"5", "registration must be a JSON object, not 5"},
       {"{}", "registration: 'model_sha256' is missing"},
       {R"({"model_sha256":"abc"})",
        "registration: 'model_sha256' must be 64 lower-case hexadecimal digits, not \"abc\""},
       {R"({"model_sha256":")" + kSha256 + R"(","link":[{"us":1}]})", "link[0]: 'sent_bytes' is missing"},
       {R"({"model_sha256":")" + kSha256 + R"(","link":[{"us":"1"}]})",
        "link[0]: 'us' must be a number that is not negative, not \"1\""},
       {R"({"model_sha256":")" + kSha256 + R"(","link":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]})",
        "registration: 'link' has 17 entries; the limit is 16"},
       {R"({"model_sha256":")" + kSha256 + R"(","unstable_layers":[-1]})",
        "registration: 'unstable_layers' holds -1, which is no layer"},
       {R"({"model_sha256":")" + kSha256 + R"(","unstable_layers":"1"})",
        "registration: 'unstable_layers' must be an array, not \"1\""}}};
  for (const auto& [json, message] : cases) EXPECT_EQ(DecodeRegistration(AsBytes(json)).error().message, message);
}

TEST(RegistrationTest, AnAnswerNeedsItsSplit) {
  EXPECT_EQ(DecodeRegistrationAnswer(AsBytes(R"({"device_id":"d","model":"m"})")).error().message,
            "answer: 'next_split' is missing");
}

TEST(RegistrationTest, ADeviceThatTakesLayersIsToldThem) {
  Registration registration;
  registration.model_sha256 = std::string(64, 'a');
  registration.takes_layers = true;
  EXPECT_TRUE(DecodeRegistration(AsBytes(EncodeRegistration(registration))).value().takes_layers);
  const RegistrationAnswer answer{3, "d", "m", {0, 1, 4}};
  const std::string json = EncodeRegistrationAnswer(answer);
  EXPECT_NE(json.find(R"("next_layers":"0-1,4")"), std::string::npos) << json;
  EXPECT_EQ(DecodeRegistrationAnswer(AsBytes(json)).value(), answer);
  const auto wrong =
      DecodeRegistrationAnswer(AsBytes(R"({"next_split":2,"device_id":"d","model":"m","next_layers":"0-2"})"));
  EXPECT_EQ(wrong.error().message, "next_layers names 3 layers, the split is 2");
}

}  // namespace
}  // namespace sciot::protocol
