#include "storage/spool.h"

#include <gmock/gmock.h>

#include <set>
#include <thread>
#include <utility>

#include "base/testing/file_size_limit.h"
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

  // As a process finds the files that dies now.
  void Copy(const std::string& suffix, const std::string& from, const std::string& to) const {
    const std::filesystem::path source = folder_ / (from + suffix);
    if (!std::filesystem::exists(source)) return;
    std::filesystem::copy_file(source, folder_ / (to + suffix), std::filesystem::copy_options::overwrite_existing);
  }
  void CopyJournal(const std::string& from, const std::string& to) const { Copy(".journal", from, to); }
  void CopyDatabase(const std::string& from, const std::string& to) const {
    Copy("", from, to);
    Copy("-wal", from, to);
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

TEST_F(SpoolTest, WhatIsAddedOutlivesTheProcess) {
  Open();
  ASSERT_TRUE(AddResult("a").ok());
  ASSERT_TRUE(AddMeasurement("b").ok());
  CopyDatabase("spool.sqlite", "copy");
  CopyJournal("spool.sqlite", "copy");
  options_.path = folder_ / "copy";
  Open();
  EXPECT_EQ(spool_->counts().results, 1U);
  EXPECT_EQ(spool_->counts().measurements, 1U);
  EXPECT_EQ(spool_->counts().bytes, 2 * (10 + 1 + 1 + kRowBytes));
  EXPECT_THAT(Ids(), ElementsAre("a", "b"));
}

TEST_F(SpoolTest, WhatIsInTheDatabaseAlreadyIsNotTakenFromTheJournalAgain) {
  Open();
  for (const char* id : {"a", "b"}) ASSERT_TRUE(AddResult(id).ok());
  EXPECT_THAT(Ids(), ElementsAre("a", "b"));  // the database is read, so they are in it now
  CopyDatabase("spool.sqlite", "copy");
  CopyJournal("spool.sqlite", "copy");
  ASSERT_TRUE(AddResult("c").ok());
  CopyJournal("spool.sqlite", "later");
  CopyDatabase("spool.sqlite", "later");
  ASSERT_TRUE(spool_->Remove(spool_->Oldest(1, kPlenty).value()).ok());
  CopyJournal("spool.sqlite", "last");
  CopyDatabase("spool.sqlite", "last");
  for (const auto& [name, ids] : {std::pair("copy", std::vector<std::string>{"a", "b"}),
                                  std::pair("later", std::vector<std::string>{"a", "b", "c"}),
                                  std::pair("last", std::vector<std::string>{"b", "c"})}) {
    options_.path = folder_ / name;
    Open();
    EXPECT_EQ(Ids(), ids) << name;
    EXPECT_EQ(spool_->counts().results, ids.size()) << name;
  }
}

TEST_F(SpoolTest, ADatabaseThatLagsBehindItsJournalCatchesUp) {
  Open();
  for (const char* id : {"a", "b"}) ASSERT_TRUE(AddResult(id).ok());
  CopyDatabase("spool.sqlite", "copy");
  EXPECT_THAT(Ids(), ElementsAre("a", "b"));
  CopyJournal("spool.sqlite", "copy");  // its records are forgotten, but still there
  options_.path = folder_ / "copy";
  Open();
  EXPECT_THAT(Ids(), ElementsAre("a", "b"));
  Open();
  EXPECT_THAT(Ids(), ElementsAre("a", "b"));
}

TEST_F(SpoolTest, AFullJournalIsEmptiedIntoTheDatabase) {
  options_.journal_bytes = 1000;
  Open();
  std::vector<std::string> ids;
  for (int i = 0; i < 200; ++i) {
    ids.push_back(std::to_string(i));
    ASSERT_TRUE(AddResult(ids.back(), i % 10 == 0 ? 2000 : 100).ok());
  }
  EXPECT_EQ(Ids(1000), ids);
  EXPECT_EQ(spool_->counts().results, 200U);
  Open();
  EXPECT_EQ(Ids(1000), ids);
}

TEST_F(SpoolTest, SeveralThreadsAddWhileOneReads) {
  options_.journal_bytes = 4000;
  Open();
  constexpr size_t kEach = 300;
  std::vector<std::jthread> threads;
  for (const char* name : {"a", "b"}) {
    threads.emplace_back([this, name] {
      for (size_t i = 0; i < kEach; ++i) EXPECT_TRUE(AddResult(name + std::to_string(i), 100, "d").ok());
    });
  }
  std::multiset<std::string> read;
  while (read.size() < 2 * kEach) {
    const std::vector<StoredRecord> oldest = spool_->Oldest(50, kPlenty).value();
    for (const StoredRecord& stored : oldest) read.insert(stored.record.id);
    ASSERT_TRUE(spool_->Remove(oldest).ok());
  }
  EXPECT_EQ(std::set(read.begin(), read.end()).size(), 2 * kEach);
  EXPECT_EQ(spool_->counts().results, 0U);
  EXPECT_EQ(spool_->counts().bytes, 0U);
}

TEST_F(SpoolTest, WithoutAJournalWhatOneHeldIsInTheDatabase) {
  Open();
  ASSERT_TRUE(AddResult("a").ok());
  options_.durability = Durability::kPower;
  Open();
  EXPECT_FALSE(std::filesystem::exists(folder_ / "spool.sqlite.journal"));
  ASSERT_TRUE(AddResult("b").ok());
  EXPECT_THAT(Ids(), ElementsAre("a", "b"));
  options_ = {.path = options_.path, .journal_bytes = 0};
  Open();
  ASSERT_TRUE(AddResult("c").ok());
  EXPECT_FALSE(std::filesystem::exists(folder_ / "spool.sqlite.journal"));
  options_ = {.path = options_.path};
  Open();
  ASSERT_TRUE(AddResult("d").ok());
  Open();
  EXPECT_THAT(Ids(), ElementsAre("a", "b", "c", "d"));
}

TEST_F(SpoolTest, AFullDiskRefusesWhatItDoesNotHold) {
  options_.journal_bytes = 10'000;
  Open();
  std::vector<std::string> ids;
  Status added;
  {
    const FileSizeLimit limit(100'000);
    for (int i = 0; i < 1000 && added.ok(); ++i) {
      added = AddResult(std::to_string(i), 1000);
      if (added.ok()) ids.push_back(std::to_string(i));
    }
    ASSERT_FALSE(added.ok());
    EXPECT_EQ(added.error().code, ErrorCode::kUnavailable);
    EXPECT_THAT(added.error().message, HasSubstr("spool.sqlite"));
    EXPECT_EQ(spool_->counts().results, ids.size());
    EXPECT_FALSE(spool_->Oldest(1, kPlenty).value().empty()) << "what is in the database can be told";
  }
  ASSERT_TRUE(AddResult("last").ok());
  ids.emplace_back("last");
  EXPECT_EQ(Ids(2000), ids);
  Open();
  EXPECT_EQ(Ids(2000), ids);
}

TEST_F(SpoolTest, ADiskThatIsFullAtTheStartLeavesTheJournalForTheNext) {
  Open();
  ASSERT_TRUE(AddResult("a", 100'000).ok());
  {
    const FileSizeLimit limit(50'000);
    Open();
    EXPECT_EQ(spool_->counts().results, 0U);
    EXPECT_TRUE(AddResult("b").ok());
  }
  Open();
  EXPECT_EQ(spool_->counts().results, 2U);
  EXPECT_THAT(Ids(), ElementsAre("b", "a"));
}

TEST_F(SpoolTest, WithoutRoomForTheJournalRecordsGoToTheDatabase) {
  const FileSizeLimit limit(500'000);
  Open();
  EXPECT_FALSE(std::filesystem::exists(folder_ / "spool.sqlite.journal"));
  ASSERT_TRUE(AddResult("a").ok());
  EXPECT_THAT(Ids(), ElementsAre("a"));
}

TEST_F(SpoolTest, ASecondProgramIsRefused) {
  Open();
  EXPECT_EQ(Spool::Open(options_).error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(Ids(), IsEmpty());
}

}  // namespace
}  // namespace sciot::storage
