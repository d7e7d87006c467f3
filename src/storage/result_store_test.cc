#include "storage/result_store.h"

#include <gmock/gmock.h>

#include "base/testing/scratch_folder.h"

namespace sciot::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr uint64_t kPlenty = uint64_t{1} << 30;

Record Result(const std::string& device_id, const std::string& id, size_t bytes = 10) {
  return {RecordKind::kResult, device_id, id, std::string(bytes, 'r')};
}

class ResultStoreTest : public testing::Test {
 protected:
  void Open() {
    store_.reset();
    store_ = ResultStore::Open(options_).value();
  }

  std::vector<std::string> Ids(const std::string& device_id = "", int64_t after = 0, size_t max_records = 100,
                               uint64_t max_bytes = kPlenty) {
    std::vector<std::string> ids;
    const std::vector<StoredRecord> page = store_->List(device_id, after, max_records, max_bytes).value();
    for (const StoredRecord& stored : page) ids.push_back(stored.record.id);
    return ids;
  }

  const ScratchFolder folder_;
  ResultStoreOptions options_{.path = folder_ / "results.sqlite"};
  std::unique_ptr<ResultStore> store_;
};

TEST_F(ResultStoreTest, EachIsThereOnceHoweverOftenItComes) {
  Open();
  const std::vector<Record> first = {Result("d", "a"), Result("d", "b"), Result("e", "a")};
  EXPECT_EQ(store_->Add(first).value().added, 3U);
  Open();
  const std::vector<Record> again = {Result("d", "b"), Result("d", "c"), {RecordKind::kMeasurement, "d", "a", "m"}};
  const auto added = store_->Add(again).value();
  EXPECT_EQ(added.added, 2U);
  EXPECT_EQ(added.repeated, 1U);
  EXPECT_THAT(Ids(), ElementsAre("a", "b", "a", "c", "a"));
  Open();
  EXPECT_EQ(store_->counts().records, 5U);
  EXPECT_EQ(store_->counts().repeated, 1U);
}

TEST_F(ResultStoreTest, PagesFollowOneAnother) {
  Open();
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(store_->Add(std::vector{Result("d", id, 1000)}).ok());
  ASSERT_TRUE(store_->Add(std::vector{Result("e", "z")}).ok());
  EXPECT_THAT(Ids("d"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Ids("", 0, 2), ElementsAre("a", "b"));
  EXPECT_THAT(Ids("", 0, 100, 1), ElementsAre("a"));
  const int64_t second = store_->List("", 0, 2, kPlenty).value().back().sequence;
  EXPECT_THAT(Ids("", second), ElementsAre("c", "z"));
  EXPECT_THAT(Ids("", second + 2), IsEmpty());
  EXPECT_THAT(Ids("nobody"), IsEmpty());
}

TEST_F(ResultStoreTest, TheOldestAreDroppedBeyondTheBoundsAndCounted) {
  options_.max_records = 2;
  Open();
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(store_->Add(std::vector{Result("d", id)}).ok());
  EXPECT_THAT(Ids(), ElementsAre("b", "c"));
  options_.max_records = 100;
  options_.max_bytes = 2 * (1000 + 2 + kRowBytes);
  Open();
  EXPECT_EQ(store_->counts().dropped, 1U);
  for (const char* id : {"e", "f"}) ASSERT_TRUE(store_->Add(std::vector{Result("d", id, 1000)}).ok());
  EXPECT_THAT(Ids(), ElementsAre("e", "f"));
  EXPECT_EQ(store_->counts().dropped, 3U);
  EXPECT_EQ(store_->counts().bytes, 2 * (1000 + 2 + kRowBytes));
}

TEST_F(ResultStoreTest, AllOfABatchOrNone) {
  options_.max_bytes = 1000;
  Open();
  const auto refused = store_->Add(std::vector{Result("d", "a"), Result("d", "b", 2000)});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kTooLarge);
  EXPECT_THAT(Ids(), IsEmpty());
  EXPECT_EQ(store_->counts().records, 0U);
}

}  // namespace
}  // namespace sciot::storage
