#include "device/outbox.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/testing/scratch_folder.h"

namespace sciot::device {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Duration kLong = seconds(60);

// What a fake edge does, and has.
struct ReportScript {
  std::atomic<bool> is_away = false;
  std::atomic<int> attempts = 0;
  std::string refused_id;  // a report that holds it is refused
  size_t most_entries = 0;
  std::mutex mutex;
  std::vector<std::string> ids;  // guarded by mutex
};

class FakeEdge final : public EdgeClient {
 public:
  explicit FakeEdge(ReportScript& script) : script_(script) {}

  Result<InferAnswer> Infer(const std::string& /*model*/, const protocol::InferRequest& /*request*/,
                            const Waiting& /*waiting*/) override {
    return Away();
  }
  Result<protocol::RegistrationAnswer> Register(const std::string& /*model*/, const std::string& /*device_id*/,
                                                const protocol::Registration& /*registration*/) override {
    return Away();
  }
  Result<protocol::LinkSample> Probe(size_t /*bytes*/) override { return Away(); }
  void Cancel() override {}

  Result<protocol::ReportAnswer> Report(const std::string& device_id,
                                        const std::vector<std::string_view>& entries) override {
    ++script_.attempts;
    if (script_.is_away) return Away();
    std::vector<std::string> ids;
    for (const std::string_view entry : entries) {
      ids.push_back(device_id + "/" + nlohmann::json::parse(entry)["request_id"].get<std::string>());
      if (ids.back() == script_.refused_id) return Error{ErrorCode::kInvalidArgument, "refused"};
    }
    const std::lock_guard lock(script_.mutex);
    script_.most_entries = std::max(script_.most_entries, ids.size());
    script_.ids.insert(script_.ids.end(), ids.begin(), ids.end());
    return protocol::ReportAnswer{ids.size(), 0};
  }

 private:
  static Error Away() { return {ErrorCode::kUnavailable, "the edge is away"}; }

  ReportScript& script_;
};

class OutboxTest : public testing::Test {
 protected:
  void Open() {
    outbox_.reset();
    options_.spool.path = folder_ / "spool.sqlite";
    outbox_ = Outbox::Open(options_, std::make_unique<FakeEdge>(script_)).value();
  }

  Status Keep(const std::string& id, const std::string& device_id = "d") {
    return outbox_->KeepResult(device_id, {.request_id = id, .model = "m", .source = "device"});
  }

  std::vector<std::string> Ids() {
    const std::lock_guard lock(script_.mutex);
    return script_.ids;
  }

  template <typename Condition>
  static bool Await(const Condition& holds) {
    const auto end = std::chrono::steady_clock::now() + kLong;
    while (!holds() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(milliseconds(1));
    return holds();
  }

  const ScratchFolder folder_;
  ReportScript script_;
  OutboxOptions options_{.spool = {},
                         .interval = milliseconds(1),
                         .retry = {.count = 3, .delay = milliseconds(1), .health_check_interval = milliseconds(1)}};
  std::unique_ptr<Outbox> outbox_;
};

TEST_F(OutboxTest, WhatIsKeptReachesTheEdgeInOrder) {
  options_.max_report_entries = 2;
  Open();
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(Keep(id).ok());
  outbox_->KeepMeasurement("d", {"c", "m", 1, {1, 2}});
  EXPECT_TRUE(Await([&] { return Ids().size() == 4; }));
  EXPECT_THAT(Ids(), ElementsAre("d/a", "d/b", "d/c", "d/c"));
  EXPECT_LE(script_.most_entries, 2U);
  EXPECT_TRUE(outbox_->Flush(kLong));
  EXPECT_EQ(outbox_->counts().bytes, 0U);
}

TEST_F(OutboxTest, AnEdgeThatComesBackGetsWhatWasKeptMeanwhile) {
  script_.is_away = true;
  Open();
  ASSERT_TRUE(Keep("a").ok());
  EXPECT_TRUE(Await([&] { return script_.attempts > 5; }));
  EXPECT_FALSE(outbox_->Flush(kLong));
  EXPECT_EQ(outbox_->counts().results, 1U);
  script_.is_away = false;
  EXPECT_TRUE(Await([&] { return outbox_->counts().results == 0; }));
  EXPECT_THAT(Ids(), ElementsAre("d/a"));
}

TEST_F(OutboxTest, WhatIsKeptOutlivesTheProcess) {
  options_.interval = hours(1);
  Open();
  ASSERT_TRUE(Keep("a", "before").ok());
  Open();
  ASSERT_TRUE(Keep("b", "after").ok());
  EXPECT_THAT(Ids(), IsEmpty());
  EXPECT_TRUE(outbox_->Flush(kLong));
  EXPECT_THAT(Ids(), ElementsAre("before/a", "after/b"));
}

TEST_F(OutboxTest, OneThatTheEdgeRefusesHoldsUpNoOther) {
  script_.refused_id = "d/c";
  options_.interval = hours(1);
  Open();
  for (const char* id : {"a", "b", "c", "e", "f"}) ASSERT_TRUE(Keep(id).ok());
  EXPECT_FALSE(outbox_->Flush(kLong));
  EXPECT_THAT(Ids(), ElementsAre("d/a", "d/b", "d/e", "d/f"));
  EXPECT_EQ(outbox_->counts().results, 1U) << "it is on disk still";
  script_.refused_id = "";
  Open();
  EXPECT_TRUE(outbox_->Flush(kLong));
  EXPECT_EQ(Ids().back(), "d/c");
}

TEST_F(OutboxTest, OneThatCannotBeReadHoldsUpNoOther) {
  options_.spool.path = folder_ / "spool.sqlite";
  ASSERT_TRUE(storage::Spool::Open(options_.spool).value()->Add({storage::RecordKind::kResult, "d", "a", "?"}).ok());
  options_.interval = hours(1);
  Open();
  ASSERT_TRUE(Keep("b").ok());
  EXPECT_FALSE(outbox_->Flush(seconds(10)));
  EXPECT_THAT(Ids(), ElementsAre("d/b"));
  EXPECT_EQ(outbox_->counts().results, 1U) << "it is on disk still";
}

TEST_F(OutboxTest, AFullSpoolRefusesResults) {
  script_.is_away = true;
  options_.spool.max_bytes = 500;
  Open();
  ASSERT_TRUE(Keep("a").ok());
  Status kept = Keep("b");
  for (int i = 0; i < 3 && kept.ok(); ++i) kept = Keep("c" + std::to_string(i));
  EXPECT_EQ(kept.error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(outbox_->counts().refused_results, 1U);
}

}  // namespace
}  // namespace sciot::device
