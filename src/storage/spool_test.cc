#include "storage/spool.h"

#include <gmock/gmock.h>

#include "base/testing/scratch_folder.h"

namespace sciot::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr uint64_t kPlenty = uint64_t{1} << 30;

class SpoolTest : public testing::Test {
 protected:
  void Open() {
    spool_.reset();
    spool_ = Spool::Open(options_).value();
  }

  Status AddResult(const std::string& id, size_t bytes = 10, const std::string& device_id = "d") {
    return spool_->Add({RecordKind::kResult, device_id, id, std::string(bytes, 'r')});
  }
  Status AddMeasurement(const std::string& id, size_t bytes = 10) {
    return spool_->Add({RecordKind::kMeasurement, "d", id, std::string(bytes, 'm')});
  }
  std::vector<std::string> Ids(size_t max_records = 100, uint64_t max_bytes = kPlenty) {
    std::vector<std::string> ids;
    const std::vector<StoredRecord> oldest = spool_->Oldest(max_records, max_bytes).value();
    for (const StoredRecord& stored : oldest) ids.push_back(stored.record.id);
    return ids;
  }

  const ScratchFolder folder_;
  SpoolOptions options_{.path = folder_ / "spool.sqlite"};
  std::unique_ptr<Spool> spool_;
};

TEST_F(SpoolTest, RecordsStayInOrderOverARestart) {
  Open();
  ASSERT_TRUE(AddResult("a").ok());
  ASSERT_TRUE(AddMeasurement("b").ok());
  ASSERT_TRUE(AddResult("c").ok());
  Open();
  EXPECT_THAT(Ids(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(spool_->counts().results, 2U);
  EXPECT_EQ(spool_->counts().measurements, 1U);
  EXPECT_EQ(spool_->counts().bytes, 3 * (10 + 1 + 1 + kRowBytes));
  EXPECT_EQ(spool_->Oldest(1, kPlenty).value().front().record.body, std::string(10, 'r'));
}

TEST_F(SpoolTest, WhatTheEdgeHasIsRemoved) {
  Open();
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(AddResult(id).ok());
  const auto two = spool_->Oldest(2, kPlenty).value();
  ASSERT_TRUE(spool_->Remove(two).ok());
  ASSERT_TRUE(spool_->Remove(two).ok());
  EXPECT_EQ(spool_->counts().results, 1U);
  EXPECT_EQ(spool_->counts().bytes, 10 + 1 + 1 + kRowBytes);
  EXPECT_THAT(Ids(), ElementsAre("c"));
  ASSERT_TRUE(AddResult("d").ok());
  EXPECT_THAT(Ids(), ElementsAre("c", "d"));
}

TEST_F(SpoolTest, ABatchIsOfOneDeviceAndBounded) {
  Open();
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(AddResult(id, 1000).ok());
  ASSERT_TRUE(AddResult("e", 1, "other").ok());
  EXPECT_THAT(Ids(2), ElementsAre("a", "b"));
  EXPECT_THAT(Ids(100, 2500), ElementsAre("a", "b"));
  EXPECT_THAT(Ids(100, 1), ElementsAre("a"));
  EXPECT_THAT(Ids(), ElementsAre("a", "b", "c"));
  ASSERT_TRUE(spool_->Remove(spool_->Oldest(3, kPlenty).value()).ok());
  EXPECT_THAT(Ids(), ElementsAre("e"));
}

TEST_F(SpoolTest, TheOldestMeasurementsAreDroppedAndCounted) {
  options_.max_measurements = 2;
  Open();
  ASSERT_TRUE(AddResult("r").ok());
  for (const char* id : {"a", "b", "c", "d"}) ASSERT_TRUE(AddMeasurement(id).ok());
  EXPECT_THAT(Ids(), ElementsAre("r", "c", "d"));
  Open();
  EXPECT_EQ(spool_->counts().dropped_measurements, 2U);
  EXPECT_EQ(spool_->counts().measurements, 2U);
}

TEST_F(SpoolTest, MeasurementsMakeRoomForResultsAndResultsForNothing) {
  options_.max_bytes = 3 * (1000 + 2 + kRowBytes);
  Open();
  ASSERT_TRUE(AddMeasurement("m", 1000).ok());
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(AddResult(id, 1000).ok());
  EXPECT_THAT(Ids(), ElementsAre("a", "b", "c"));
  const Status refused = AddResult("d", 1000);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kTooLarge);
  EXPECT_THAT(refused.error().message, HasSubstr("3 results that the edge does not have yet"));
  EXPECT_TRUE(AddMeasurement("n", 1000).ok());
  EXPECT_THAT(Ids(), ElementsAre("a", "b", "c"));
  Open();
  EXPECT_EQ(spool_->counts().refused_results, 1U);
  EXPECT_EQ(spool_->counts().dropped_measurements, 2U);
  ASSERT_TRUE(spool_->Remove(spool_->Oldest(1, kPlenty).value()).ok());
  EXPECT_TRUE(AddResult("d", 1000).ok());
}

TEST_F(SpoolTest, WhatTheEdgeDoesNotTakeIsSetAsideUntilTheNextStart) {
  Open();
  for (const char* id : {"a", "b"}) ASSERT_TRUE(AddResult(id).ok());
  ASSERT_TRUE(spool_->SetAside(spool_->Oldest(1, kPlenty).value().front()).ok());
  EXPECT_THAT(Ids(), ElementsAre("b"));
  EXPECT_EQ(spool_->counts().results, 2U);
  Open();
  EXPECT_THAT(Ids(), ElementsAre("a", "b"));
}

TEST_F(SpoolTest, ASecondProgramIsRefused) {
  Open();
  EXPECT_EQ(Spool::Open(options_).error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(Ids(), IsEmpty());
}

}  // namespace
}  // namespace sciot::storage
