#include "storage/database.h"

#include <gmock/gmock.h>

#include "base/file.h"
#include "base/testing/scratch_folder.h"

namespace sciot::storage {
namespace {

using ::testing::HasSubstr;

class DatabaseTest : public testing::Test {
 protected:
  const ScratchFolder folder_;
  const std::filesystem::path path_ = folder_ / "below" / "store.sqlite";
};

TEST_F(DatabaseTest, WhatWasBoundIsReadBack) {
  const auto database = Database::Open(path_, {}).value();
  ASSERT_TRUE(database->Execute("CREATE TABLE t (number INTEGER, text TEXT)").ok());
  auto insert = database->Prepare("INSERT INTO t VALUES (?1, ?2)").value();
  insert.Bind(1, int64_t{-7});
  insert.Bind(2, std::string_view("a\0'b", 4));
  ASSERT_TRUE(insert.Run().ok());
  EXPECT_EQ(database->changes(), 1);
  auto query = database->Prepare("SELECT number, text FROM t").value();
  ASSERT_TRUE(query.Step().value());
  EXPECT_EQ(query.Integer(0), -7);
  EXPECT_EQ(query.Text(1), std::string("a\0'b", 4));
  EXPECT_FALSE(query.Step().value());
}

TEST_F(DatabaseTest, WhatWasNotCommittedIsUndone) {
  const auto database = Database::Open(path_, {}).value();
  ASSERT_TRUE(database->Execute("CREATE TABLE t (number INTEGER)").ok());
  {
    auto transaction = Transaction::Begin(*database).value();
    ASSERT_TRUE(database->Execute("INSERT INTO t VALUES (1)").ok());
  }
  EXPECT_EQ(database->QueryInteger("SELECT COUNT(*) FROM t").value(), 0);
  {
    auto transaction = Transaction::Begin(*database).value();
    ASSERT_TRUE(database->Execute("INSERT INTO t VALUES (1)").ok());
    ASSERT_TRUE(transaction.Commit().ok());
  }
  EXPECT_EQ(database->QueryInteger("SELECT COUNT(*) FROM t").value(), 1);
}

TEST_F(DatabaseTest, AFileOfItsOwnIsRefusedToASecondOne) {
  const auto first = Database::Open(path_, {}).value();
  const auto second = Database::Open(path_, {});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(second.error().message, HasSubstr("store.sqlite: another process uses it"));
}

TEST_F(DatabaseTest, ASharedFileIsReadByOthers) {
  const DatabaseOptions shared{.sharing = Sharing::kOtherProcesses};
  const auto first = Database::Open(path_, shared).value();
  ASSERT_TRUE(first->Execute("CREATE TABLE t (number INTEGER); INSERT INTO t VALUES (3)").ok());
  const auto second = Database::Open(path_, shared).value();
  EXPECT_EQ(second->QueryInteger("SELECT number FROM t").value(), 3);
}

TEST_F(DatabaseTest, WhatIsNoDatabaseIsNamed) {
  const std::filesystem::path path = folder_ / "text";
  ASSERT_TRUE(WriteFile(path, AsBytes(std::string(1000, 'x'))).ok());
  const auto opened = Database::Open(path, {});
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(opened.error().message, HasSubstr("text: file is not a database"));
  EXPECT_FALSE(Database::Open("/dev/null/x/store", {}).ok());
}

TEST_F(DatabaseTest, AFullDiskIsAnErrorThatMayPass) {
  const auto database = Database::Open(path_, {}).value();
  ASSERT_TRUE(database->Execute("CREATE TABLE t (text TEXT); PRAGMA max_page_count = 4").ok());
  auto insert = database->Prepare("INSERT INTO t VALUES (?1)").value();
  const std::string text(100'000, 'x');
  insert.Bind(1, text);
  const Status full = insert.Run();
  ASSERT_FALSE(full.ok());
  EXPECT_EQ(full.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(full.error().message, HasSubstr("full"));
  insert.Bind(1, "short");
  EXPECT_TRUE(insert.Run().ok());
}

}  // namespace
}  // namespace sciot::storage
