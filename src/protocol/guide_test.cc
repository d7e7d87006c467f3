#include "protocol/guide.h"

#include <gmock/gmock.h>

namespace sciot::protocol {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kRequest =
    R"({"request_id":"1","timestamp":"2026-01-01T00:00:00","client_id":"c","model":"m","device_times":[0.001,0]})";

std::string Refusal(std::string_view body) {
  const auto request = DecodeGuideRequest(AsBytes(body));
  return request.ok() ? "" : request.error().message;
}

TEST(GuideTest, ReadsEveryField) {
  const GuideRequest request = DecodeGuideRequest(AsBytes(std::string_view(kRequest))).value();
  EXPECT_EQ(request.request_id, "1");
  EXPECT_EQ(request.timestamp, "2026-01-01T00:00:00");
  EXPECT_EQ(request.client_id, "c");
  EXPECT_EQ(request.model, "m");
  EXPECT_THAT(request.device_times, ElementsAre(0.001, 0));
}

TEST(GuideTest, MissingFieldsHaveDefaults) {
  EXPECT_EQ(DecodeGuideRequest(AsBytes(std::string_view("{}"))).value(), GuideRequest());
  EXPECT_EQ(DecodeGuideRequest(AsBytes(std::string_view(R"({"device_times":null})"))).value(), GuideRequest());
}

TEST(GuideTest, OtherFieldsAndWhatLiesDeeperAreIgnored) {
  const std::string_view text = R"({"x":[1,{"model":5}],"y":{"model":"m","device_times":[9]},"z":"s","client_id":"c"})";
  EXPECT_EQ(DecodeGuideRequest(AsBytes(text)).value(), (GuideRequest{"", "", "c", "", {}}));
}

TEST(GuideTest, OfAFieldNamedTwiceTheLastCounts) {
  const std::string_view text = R"({"model":"a","device_times":[1,2],"model":"b","device_times":[3],"model":null})";
  EXPECT_EQ(DecodeGuideRequest(AsBytes(text)).value(), (GuideRequest{"", "", "", "", {3}}));
}

TEST(GuideTest, EscapesAreDecoded) {
  const std::string_view text = R"({"\u0063lient_id":"a\"\u00e9\\b","request_id":"\ud83d\ude00"})";
  const GuideRequest request = DecodeGuideRequest(AsBytes(text)).value();
  EXPECT_EQ(request.client_id, "a\"é\\b");
  EXPECT_EQ(request.request_id, "😀");
}

TEST(GuideTest, LimitsHold) {
  const auto code = [](std::string_view body, const Limits& limits) {
    return DecodeGuideRequest(AsBytes(body), limits).error().code;
  };
  EXPECT_EQ(code(kRequest, {.max_json_bytes = 10}), ErrorCode::kTooLarge);
  EXPECT_EQ(code(kRequest, {.max_json_values = 3}), ErrorCode::kTooLarge);
  EXPECT_EQ(code(kRequest, {.max_layers = 1}), ErrorCode::kTooLarge);
  EXPECT_EQ(code(kRequest, {.max_json_depth = 1}), ErrorCode::kInvalidArgument);
  const std::string deep = "{\"x\":" + std::string(39, '[') + std::string(39, ']') + "}";
  EXPECT_TRUE(DecodeGuideRequest(AsBytes(deep), {.max_json_depth = 40}).ok());
}

TEST(GuideTest, FaultsAreNamed) {
  EXPECT_THAT(Refusal(""), HasSubstr("empty"));
  EXPECT_THAT(Refusal("[]"), HasSubstr("must be a JSON object"));
  EXPECT_THAT(Refusal(R"({"request_id":1})"), HasSubstr("'request_id' must be a string, not 1"));
  EXPECT_THAT(Refusal(R"({"client_id":""})"), HasSubstr("'client_id' is empty"));
  EXPECT_THAT(Refusal(R"({"device_times":0.1})"), HasSubstr("'device_times' must be an array"));
  EXPECT_THAT(Refusal(R"({"device_times":[0.1,-1]})"), HasSubstr("holds -1 for layer 1"));
  EXPECT_THAT(Refusal(R"({"device_times":[3601]})"), HasSubstr("holds 3601 for layer 0"));
  EXPECT_THAT(Refusal(R"({"device_times":[null]})"), HasSubstr("holds null for layer 0"));
  EXPECT_THAT(Refusal(R"({"device_times":[1e999]})"), HasSubstr("1e999 is too large"));
  EXPECT_THAT(Refusal(R"({"device_times":["1"]})"), HasSubstr("holds \"1\" for layer 0"));
  EXPECT_THAT(Refusal(R"({"device_times":[0,[1]]})"), HasSubstr("holds an array for layer 1"));
  EXPECT_THAT(Refusal(R"({"device_times":"1"})"), HasSubstr("must be an array, not \"1\""));
  EXPECT_THAT(Refusal(R"({"model":{}})"), HasSubstr("'model' must be a string, not an object"));
  EXPECT_THAT(Refusal(R"("text")"), HasSubstr("must be a JSON object, not \"text\""));
  EXPECT_THAT(Refusal("{} {}"), HasSubstr("invalid JSON"));
  EXPECT_THAT(Refusal("{\"model\":\"\xff\"}"), HasSubstr("invalid JSON"));
}

TEST(GuideTest, ACutRequestIsAnError) {
  const std::string_view text = kRequest;
  for (size_t end = 0; end < text.size(); ++end) EXPECT_NE(Refusal(text.substr(0, end)), "") << end;
}

TEST(GuideTest, AnswersAreTheGuides) {
  EXPECT_EQ(EncodeGuideAnswer(59, SplitReason::kNormal), R"({"offloading_layer":58,"message":"Normal offloading"})");
  EXPECT_EQ(EncodeGuideAnswer(59, SplitReason::kLocalInference),
            R"({"offloading_layer":-1,"message":"Local inference mode"})");
  EXPECT_EQ(EncodeDetail({ErrorCode::kInvalidArgument, "why"}), R"({"detail":"why"})");
}

}  // namespace
}  // namespace sciot::protocol
