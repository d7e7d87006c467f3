#include "protocol/mqtt_topics.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sciot::protocol {
namespace {

constexpr std::string_view kEdge = "sciot/edge";

TEST(MqttTopicsTest, ADevicesNameIsOneLevelAndComesBack) {
  for (const std::string name : {"board-7", "a/b", "+", "#", "100 %", "\xc3\xa4", "?x=1"}) {
    const std::string topic = MqttRequestTopic(kEdge, name);
    EXPECT_EQ(std::count(topic.begin(), topic.end(), '/'), 3) << topic;
    EXPECT_EQ(topic.find_first_of("+#"), std::string::npos) << topic;
    EXPECT_EQ(ParseMqttTopic(topic, kEdge).value(), (MqttSource{MqttKind::kRequest, name}));
    EXPECT_EQ(ParseMqttTopic(MqttPresenceTopic(kEdge, name), kEdge).value(), (MqttSource{MqttKind::kPresence, name}));
  }
  EXPECT_EQ(MqttAnswerTopic(kEdge, "a"), "sciot/edge/answer/a");
  EXPECT_EQ(ParseMqttTopic(MqttEdgeTopic(kEdge), kEdge).value(), (MqttSource{MqttKind::kEdge, ""}));
  EXPECT_EQ(MqttRequestFilter(kEdge), "sciot/edge/request/+");
  EXPECT_EQ(MqttPresenceFilter(kEdge), "sciot/edge/device/+");
}

TEST(MqttTopicsTest, TheFirstFirmwaresTopicsAreKnown) {
  EXPECT_EQ(ParseMqttTopic("devices/", kEdge).value(), (MqttSource{MqttKind::kLegacyRegistration, ""}));
  EXPECT_EQ(ParseMqttTopic("b 1/input_data", kEdge).value(), (MqttSource{MqttKind::kLegacyPicture, "b 1"}));
  EXPECT_EQ(ParseMqttTopic("b/model_inference_result", kEdge).value(), (MqttSource{MqttKind::kLegacyFrame, "b"}));
  EXPECT_EQ(LegacyLayerTopic("b"), "b/offloading_layer");
}

TEST(MqttTopicsTest, OtherTopicsAreRefused) {
  const std::string long_name(300, 'a');
  for (const std::string& topic :
       {std::string(), std::string("sciot"), std::string("sciot/edge"), std::string("sciot/edge/request/"),
        std::string("sciot/edge/request/a/b"), std::string("sciot/edge/request/a?b"),
        std::string("sciot/edge/answer/a"), std::string("sciot/edge/request/%0a"), std::string("sciot/edge/request/%"),
        "sciot/edge/request/" + long_name, std::string("other/edge/request/a"), std::string("/input_data"),
        std::string("a/b/input_data"), std::string("devices"), std::string("a\n/input_data")}) {
    EXPECT_FALSE(ParseMqttTopic(topic, kEdge).ok()) << topic;
  }
}

}  // namespace
}  // namespace sciot::protocol
