#include "edge/result_log.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/testing/scratch_folder.h"

namespace sciot::edge {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

constexpr const char* kReport =
    R"({"results":[{"request_id":"a","source":"device"},{"kind":"measurement","request_id":"a","layer_us":"1.000"}]})";

class ResultLogTest : public ::testing::Test {
 protected:
  void Open() {
    log_.reset();
    log_ = ResultLog::Open(options_).value();
  }

  Json Page(const std::string& device_id = "", int64_t after = 0) const {
    return Json::parse(log_->Page(device_id, after).value());
  }

  static bool Record(ResultLog& log, const std::string& id, const std::string& device_id = "d") {
    protocol::InferRequest request;
    request.id = id;
    request.device_id = device_id;
    request.split = 1;
    request.layer_us = {2, 3};
    protocol::InferResponse response;
    response.model_name = "m";
    response.edge_us = 5;
    response.outputs.push_back({.spec = {"o", DataType::kUint8, {1}}, .view = AsBytes("x"), .storage = {}});
    return log.Record(request, response);
  }

  const ScratchFolder folder_;
  EdgeOptions options_;
  std::unique_ptr<ResultLog> log_;
};

TEST_F(ResultLogTest, WithoutAPathNothingIsKept) {
  Open();
  EXPECT_FALSE(Record(*log_, "a"));
  EXPECT_EQ(log_->Take("d", AsBytes(kReport)).error().code, ErrorCode::kNotFound);
  EXPECT_THAT(log_->Page("", 0).error().message, HasSubstr("results.path"));
  EXPECT_TRUE(log_->counts().empty());
}

TEST_F(ResultLogTest, AResultIsThereOnceWhoeverTellsIt) {
  options_.results.path = folder_ / "results.sqlite";
  Open();
  EXPECT_TRUE(Record(*log_, "a"));
  EXPECT_TRUE(Record(*log_, "a"));
  EXPECT_EQ(log_->Take("d", AsBytes(kReport)).value(), (protocol::ReportAnswer{1, 1}));
  Open();
  EXPECT_EQ(log_->Take("d", AsBytes(kReport)).value(), (protocol::ReportAnswer{0, 2}));
  EXPECT_EQ(log_->Take("other", AsBytes(kReport)).value(), (protocol::ReportAnswer{2, 0}));
  const Json results = Page("d")["results"];
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0]["source"], "split");
  EXPECT_EQ(results[0]["device_us"], 5);
  EXPECT_EQ(results[0]["outputs"][0]["base64"], "eA==");
  EXPECT_EQ(results[1]["kind"], "measurement");
  EXPECT_EQ(Page()["results"].size(), 4U);
  EXPECT_EQ(log_->counts()["repeated"], 4U);
}

TEST_F(ResultLogTest, PagesEnd) {
  options_.results.path = folder_ / "results.sqlite";
  options_.max_result_page_records = 2;
  Open();
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(Record(*log_, id));
  const Json first = Page();
  EXPECT_EQ(first["results"].size(), 2U);
  const Json second = Page("", first["after"]);
  ASSERT_EQ(second["results"].size(), 1U);
  EXPECT_EQ(second["results"][0]["request_id"], "c");
  EXPECT_EQ(Page("", second["after"])["after"], second["after"]);
}

TEST_F(ResultLogTest, AnInferenceOfNobodyIsNotKept) {
  options_.results.path = folder_ / "results.sqlite";
  Open();
  EXPECT_FALSE(Record(*log_, ""));
  EXPECT_FALSE(Record(*log_, "a", ""));
  EXPECT_EQ(Page()["results"].size(), 0U);
}

TEST_F(ResultLogTest, AFaultyReportIsRefusedWhole) {
  options_.results.path = folder_ / "results.sqlite";
  Open();
  const auto taken = log_->Take("d", AsBytes(R"({"results":[{"request_id":"a"},{"request_id":7}]})"));
  EXPECT_EQ(taken.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Page()["results"].size(), 0U);
}

}  // namespace
}  // namespace sciot::edge
