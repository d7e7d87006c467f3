#include "storage/journal.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/file.h"
#include "base/testing/file_size_limit.h"
#include "base/testing/scratch_folder.h"

namespace sciot::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr size_t kBytes = 1000;

Record Result(const std::string& id, size_t bytes = 10) {
  return {RecordKind::kResult, "device", id, std::string(bytes, 'r')};
}

std::vector<std::string> Ids(ByteView bytes) {
  std::vector<std::string> ids;
  for (const StoredRecord& stored : ReadJournal(bytes)) ids.push_back(stored.record.id);
  return ids;
}

class JournalTest : public testing::Test {
 protected:
  void Open(int64_t next_sequence = 1) {
    journal_.reset();
    journal_ = Journal::Open(path_, kBytes, next_sequence).value();
  }

  // What a process that begins now would see.
  Bytes File() const { return ReadFile(path_, kBytes).value(); }

  const ScratchFolder folder_;
  const std::filesystem::path path_ = folder_ / "spool.journal";
  std::unique_ptr<Journal> journal_;
};

TEST_F(JournalTest, WhatIsAppendedIsInTheFileAtOnce) {
  Open(7);
  ASSERT_TRUE(journal_->Append({RecordKind::kMeasurement, "d", "a", std::string("\0body", 5)}));
  ASSERT_TRUE(journal_->Append({RecordKind::kResult, "", "", ""}));
  const std::vector<StoredRecord> records = ReadJournal(File());
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].sequence, 7);
  EXPECT_EQ(records[0].record.kind, RecordKind::kMeasurement);
  EXPECT_EQ(records[0].record.device_id, "d");
  EXPECT_EQ(records[0].record.id, "a");
  EXPECT_EQ(records[0].record.body, std::string("\0body", 5));
  EXPECT_EQ(records[1].sequence, 8);
  EXPECT_EQ(records[1].record.kind, RecordKind::kResult);
}

TEST_F(JournalTest, WhatWaitsIsForgottenFromTheFront) {
  Open();
  ASSERT_TRUE(journal_->Append(Result("a")));
  const size_t first = journal_->waiting().size();
  ASSERT_TRUE(journal_->Append(Result("b")));
  journal_->Forget(first);
  EXPECT_THAT(Ids(journal_->waiting()), ElementsAre("b"));
  EXPECT_THAT(Ids(File()), ElementsAre("a", "b"));
  journal_->Forget(journal_->waiting().size());
  EXPECT_THAT(journal_->waiting(), IsEmpty());
}

TEST_F(JournalTest, WhatWasForgottenIsNoneOfTheNextRecords) {
  Open();
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(journal_->Append(Result(id)));
  journal_->Forget(journal_->waiting().size());
  ASSERT_TRUE(journal_->Append(Result("d")));
  EXPECT_THAT(Ids(File()), ElementsAre("d")) << "b follows it in the file, but not in sequence";
}

TEST_F(JournalTest, ARecordBeyondTheRoomIsNotTaken) {
  Open();
  EXPECT_FALSE(journal_->Append(Result("a", kBytes)));
  ASSERT_TRUE(journal_->Append(Result("b", kBytes / 2)));
  EXPECT_TRUE(journal_->is_filling());
  EXPECT_FALSE(journal_->Append(Result("c", kBytes / 2)));
  EXPECT_THAT(Ids(File()), ElementsAre("b"));
  journal_->Forget(journal_->waiting().size());
  EXPECT_FALSE(journal_->is_filling());
  EXPECT_TRUE(journal_->Append(Result("c", kBytes / 2)));
}

TEST_F(JournalTest, ATornRecordEndsTheJournal) {
  Open();
  ASSERT_TRUE(journal_->Append(Result("a")));
  const size_t first = journal_->waiting().size();
  ASSERT_TRUE(journal_->Append(Result("b")));
  const Bytes file = File();
  const size_t end = journal_->waiting().size();
  for (size_t cut = 0; cut < end; ++cut) {
    const size_t whole = cut < first ? 0 : 1;
    EXPECT_EQ(ReadJournal(ByteView(file).first(cut)).size(), whole) << cut;
    Bytes unwritten = file;
    std::fill(unwritten.begin() + static_cast<std::ptrdiff_t>(cut), unwritten.end(), std::byte{0});
    EXPECT_LE(ReadJournal(unwritten).size(), whole + 1) << cut;
    EXPECT_GE(ReadJournal(unwritten).size(), whole) << cut;
  }
}

TEST_F(JournalTest, AnotherByteAnywhereEndsTheJournal) {
  Open();
  ASSERT_TRUE(journal_->Append(Result("a")));
  const size_t first = journal_->waiting().size();
  ASSERT_TRUE(journal_->Append(Result("b")));
  const Bytes file = File();
  for (size_t i = 0; i < journal_->waiting().size(); ++i) {
    Bytes other = file;
    other[i] ^= std::byte{0x40};
    EXPECT_EQ(ReadJournal(other).size(), i < first ? 0U : 1U) << i;
  }
}

TEST_F(JournalTest, WhatIsNoJournalHoldsNothing) {
  EXPECT_THAT(ReadJournal({}), IsEmpty());
  EXPECT_THAT(ReadJournal(Bytes(kBytes)), IsEmpty());
  EXPECT_THAT(ReadJournal(Bytes(kBytes, std::byte{0xff})), IsEmpty());
}

TEST_F(JournalTest, TheFileGetsTheSizeThatIsAskedFor) {
  ASSERT_TRUE(WriteFile(path_, Bytes(10 * kBytes)).ok());
  Open();
  EXPECT_EQ(std::filesystem::file_size(path_), kBytes);
}

TEST_F(JournalTest, AFileThatCannotBeMadeIsNamed) {
  EXPECT_THAT(Journal::Open("/dev/full/journal", kBytes, 1).error().message,
              HasSubstr("/dev/full/journal: cannot open"));
  const FileSizeLimit limit(kBytes / 2);
  EXPECT_THAT(Journal::Open(path_, kBytes, 1).error().message, HasSubstr("spool.journal: no room for 1000 bytes"));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace sciot::storage
