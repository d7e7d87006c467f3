#include "protocol/result_report.h"

#include <gmock/gmock.h>

#include <array>
#include <nlohmann/json.hpp>

#include "base/base64.h"

namespace sciot::protocol {
namespace {

using ::testing::HasSubstr;

std::string Base64(std::string_view text) {
  std::string encoded;
  AppendBase64(AsBytes(text), encoded);
  return encoded;
}

InferenceResult Example(ByteView values) {
  InferenceResult result{.request_id = "d-1-7", .model = "digits", .timestamp_us = 5, .split = 3, .source = "device"};
  result.edge_failure = "no answer from \"edge\"";
  result.outputs.push_back({.spec = {"heat\"map", DataType::kUint8, {1, 5}}, .view = values, .storage = {}});
  return result;
}

Result<std::vector<ReportEntry>> Decode(const std::string& text, const Limits& limits = {}) {
  return DecodeReport(AsBytes(text), limits);
}

TEST(Base64Test, TheVectorsOfTheStandard) {
  EXPECT_EQ(Base64(""), "");
  EXPECT_EQ(Base64("f"), "Zg==");
  EXPECT_EQ(Base64("fo"), "Zm8=");
  EXPECT_EQ(Base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(AsText(DecodeBase64("Zm8=").value()), "fo");
  EXPECT_EQ(AsText(DecodeBase64("Zg==").value()), "f");
}

TEST(Base64Test, EveryByteIsReadBack) {
  Bytes bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<std::byte>(i));
  std::string text;
  AppendBase64(bytes, text);
  EXPECT_EQ(DecodeBase64(text).value(), bytes);
}

TEST(Base64Test, OtherTextIsRefused) {
  for (const char* text : {"Z", "Zg=", "Z===", "Zm=8", "Zm9 ", "====", "Zm9\xff"}) {
    EXPECT_FALSE(DecodeBase64(text).ok()) << text;
  }
}

TEST(ResultReportTest, EntriesAreReadBack) {
  const std::string result = EncodeResult(Example(AsBytes("abcde")));
  const std::string measurement = EncodeMeasurement({"d-1-8", "digits", 6, {1.5, 2}});
  const std::array<std::string_view, 2> texts{result, measurement};
  const auto entries = Decode(JoinReport(texts)).value();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].request_id, "d-1-7");
  EXPECT_FALSE(entries[0].is_measurement);
  EXPECT_TRUE(entries[1].is_measurement);
  const auto json = nlohmann::json::parse(entries[0].json);
  EXPECT_EQ(json["outputs"][0]["name"], "heat\"map");
  EXPECT_EQ(json["outputs"][0]["base64"], Base64("abcde"));
  EXPECT_EQ(json["edge_failure"], "no answer from \"edge\"");
  EXPECT_EQ(nlohmann::json::parse(entries[1].json)["layer_us"], "1.500,2.000");
}

TEST(ResultReportTest, AReportCutAnywhereIsRefused) {
  const std::string result = EncodeResult(Example(AsBytes("abcde")));
  const std::string report = JoinReport(std::array<std::string_view, 1>{result});
  for (size_t size = 0; size < report.size(); ++size) EXPECT_FALSE(Decode(report.substr(0, size)).ok()) << size;
}

TEST(ResultReportTest, FaultsAreNamed) {
  const auto problem = [](const std::string& text) { return Decode(text).error().message; };
  EXPECT_THAT(problem("{}"), HasSubstr("results"));
  EXPECT_THAT(problem(R"({"results":[]})"), HasSubstr("is empty"));
  EXPECT_THAT(problem(R"({"results":[{}]})"), HasSubstr("results[0]"));
  EXPECT_THAT(problem(R"({"results":[{"request_id":""}]})"), HasSubstr("request_id"));
  EXPECT_THAT(problem(R"({"results":[{"request_id":"a","kind":"x"}]})"), HasSubstr("kind"));
  EXPECT_THAT(problem(R"({"results":[{"request_id":"a","kind":"measurement"}]})"), HasSubstr("layer_us"));
  EXPECT_THAT(problem(R"({"results":[{"request_id":"a","device_us":-1}]})"), HasSubstr("device_us"));
  EXPECT_THAT(
      problem(
          R"({"results":[{"request_id":"a","outputs":[{"name":"o","datatype":"UINT8","shape":[9],"base64":"Zg=="}]}]})"),
      HasSubstr("holds 1 bytes"));
  Limits limits;
  limits.max_report_entries = 1;
  EXPECT_FALSE(Decode(R"({"results":[{"request_id":"a"},{"request_id":"b"}]})", limits).ok());
}

TEST(ResultReportTest, AnswersAndPages) {
  const ReportAnswer answer{3, 1};
  EXPECT_EQ(DecodeReportAnswer(AsBytes(EncodeReportAnswer(answer))).value(), answer);
  EXPECT_FALSE(DecodeReportAnswer(AsBytes("{\"added\":1}")).ok());
  const std::array<KeptEntry, 1> kept{{{7, "d", R"({"request_id":"a"})"}}};
  const auto page = nlohmann::json::parse(EncodeResultPage(kept, 7));
  EXPECT_EQ(page["after"], 7);
  EXPECT_EQ(page["results"][0], nlohmann::json::parse(R"({"sequence":7,"device_id":"d","request_id":"a"})"));
  EXPECT_EQ(nlohmann::json::parse(EncodeResultPage({}, 7))["results"].size(), 0U);
}

}  // namespace
}  // namespace sciot::protocol
