#include "protocol/infer_response.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>

namespace sciot::protocol {
namespace {

constexpr const char* kGoldenJson =
    R"({"id":"42","model_name":"fomo","model_version":"1","outputs":[)"
    R"({"datatype":"UINT8","name":"grid","parameters":{"binary_data_size":4},"shape":[2,2]},)"
    R"({"data":[-1,5],"datatype":"INT16","name":"extra","shape":[2]}],)"
    R"("parameters":{"edge_us":812.5,"next_split":7,"queue_us":0.0}})";
constexpr std::string_view kGoldenBinary = "abcd";

Bytes GoldenBody() {
  Bytes body;
  AppendBytes(body, AsBytes(kGoldenJson));
  AppendBytes(body, AsBytes(kGoldenBinary));
  return body;
}

InferResponse GoldenResponse() {
  InferResponse response;
  response.model_name = "fomo";
  response.id = "42";
  response.edge_us = 812.5;
  response.queue_us = 0.0;
  response.next_split = 7;
  response.outputs.push_back({{"grid", DataType::kUint8, {2, 2}}, Encoding::kBinary, AsBytes(kGoldenBinary), {}});
  const Bytes extra = {std::byte{0xff}, std::byte{0xff}, std::byte{5}, std::byte{0}};
  response.outputs.push_back({{"extra", DataType::kInt16, {2}}, Encoding::kJson, {}, extra});
  return response;
}

InferResponse FloatResponse(const std::array<float, 2>& values, Encoding encoding) {
  InferResponse response;
  response.model_name = "m";
  Bytes bytes(sizeof values);
  std::memcpy(bytes.data(), values.data(), sizeof values);
  response.outputs.push_back({{"y", DataType::kFloat32, {2}}, encoding, {}, std::move(bytes)});
  return response;
}

TEST(InferResponseTest, EncodesTheGoldenMessage) {
  const InferResponse response = GoldenResponse();
  const EncodedMessage message = EncodeInferResponse(response).value();
  EXPECT_EQ(message.json, kGoldenJson);
  EXPECT_EQ(message.Join(), GoldenBody());
}

TEST(InferResponseTest, DecodesTheGoldenMessage) {
  const Bytes body = GoldenBody();
  const InferResponse response = DecodeInferResponse(body, std::strlen(kGoldenJson)).value();
  EXPECT_EQ(response.model_name, "fomo");
  EXPECT_EQ(response.model_version, "1");
  EXPECT_EQ(response.id, "42");
  EXPECT_EQ(response.edge_us, 812.5);
  EXPECT_EQ(response.queue_us, 0.0);
  EXPECT_EQ(response.next_split, 7U);
  EXPECT_EQ(AsText(response.outputs[0].data()), kGoldenBinary);
  EXPECT_EQ(EncodeInferResponse(response).value().Join(), body);
}

TEST(InferResponseTest, TheNextLayersGoWithTheirSplit) {
  InferResponse response = GoldenResponse();
  response.next_split = 2;
  response.next_layers = {0, 3};
  response.resume_split = 1;
  response.resume_layers = {1};
  const EncodedMessage message = EncodeInferResponse(response).value();
  const InferResponse decoded = DecodeInferResponse(message.Join(), message.json.size()).value();
  EXPECT_EQ(decoded.next_layers, response.next_layers);
  EXPECT_EQ(decoded.resume_layers, response.resume_layers);
}

TEST(InferResponseTest, ASplitForOneInferenceNamesTheOneAfter) {
  InferResponse response = GoldenResponse();
  response.reason = SplitReason::kLocalInference;
  response.resume_split = 3;
  const EncodedMessage message = EncodeInferResponse(response).value();
  EXPECT_NE(message.json.find(R"("message":"Local inference mode","next_split":7,"queue_us":0.0,"resume_split":3)"),
            std::string::npos)
      << message.json;
  const Bytes body = message.Join();
  const InferResponse decoded = DecodeInferResponse(body, message.json.size()).value();
  EXPECT_EQ(decoded.reason, SplitReason::kLocalInference);
  EXPECT_EQ(decoded.resume_split, 3U);
}

TEST(InferResponseTest, TellsWhyTimesWereRejected) {
  InferResponse response = GoldenResponse();
  response.rejected = "layer 1: a time of -1 us";
  const EncodedMessage message = EncodeInferResponse(response).value();
  const Bytes body = message.Join();
  EXPECT_EQ(DecodeInferResponse(body, message.json.size()).value().rejected, response.rejected);
}

TEST(InferResponseTest, TheGoldenMessageCutAtAnyByteIsAnError) {
  const Bytes body = GoldenBody();
  for (size_t size = 0; size < body.size(); ++size) {
    const Bytes cut(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(DecodeInferResponse(cut, std::strlen(kGoldenJson)).ok()) << size;
    EXPECT_FALSE(DecodeInferResponse(cut, std::nullopt).ok()) << size;
  }
}

TEST(InferResponseTest, AMessageWithoutBinaryTensorsNeedsNoHeader) {
  const EncodedMessage message = EncodeInferResponse(FloatResponse({0.1F, 3e38F}, Encoding::kJson)).value();
  EXPECT_FALSE(message.json_length().has_value());
  EXPECT_STREQ(message.content_type(), kJsonContentType);
  const InferResponse decoded = DecodeInferResponse(AsBytes(message.json), std::nullopt).value();
  std::array<float, 2> values{};
  std::memcpy(values.data(), decoded.outputs[0].data().data(), sizeof values);
  EXPECT_EQ(values, (std::array<float, 2>{0.1F, 3e38F}));
}

TEST(InferResponseTest, NanTravelsAsBinaryDataOnly) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(EncodeInferResponse(FloatResponse({1, nan}, Encoding::kBinary)).ok());
  for (const float value : {nan, std::numeric_limits<float>::infinity()}) {
    EXPECT_EQ(EncodeInferResponse(FloatResponse({1, value}, Encoding::kJson)).error().message,
              "tensor 'y': the value at index 1 is not finite, which JSON cannot say; ask for binary data "
              "(parameter binary_data_output)");
  }
}

TEST(InferResponseTest, BadMessagesAreExplained) {
  const std::array<std::pair<const char*, const char*>, 4> cases = {
      {{R"({"error":"no"})", "answer: 'model_name' is missing"},
       {R"({"model_name":"m"})", "answer: 'outputs' is missing"},
       {R"({"model_name":"m","parameters":{"edge_us":-1},"outputs":[]})",
        "answer: 'parameters': 'edge_us' must be a number that is not negative, not -1"},
       {R"({"model_name":"m","parameters":{"next_split":-1},"outputs":[]})",
        "answer: 'parameters': 'next_split' must be an integer from 0 to 4294967295, not -1"}}};
  for (const auto& [json, message] : cases) {
    EXPECT_EQ(DecodeInferResponse(AsBytes(json), std::nullopt).error().message, message);
  }
}

TEST(InferResponseTest, NamesThatAreNoUtf8StillMakeValidJson) {
  InferResponse response = FloatResponse({1, 2}, Encoding::kJson);
  response.model_name = "\xff";
  const std::string json = EncodeInferResponse(response).value().json;
  EXPECT_EQ(DecodeInferResponse(AsBytes(json), std::nullopt).value().model_name, "\xef\xbf\xbd");
}

}  // namespace
}  // namespace sciot::protocol
