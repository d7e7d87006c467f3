#include "base/file.h"

#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"

namespace sciot {
namespace {

class FileTest : public testing::Test {
 protected:
  const ScratchFolder folder_;
  const std::filesystem::path path_ = folder_ / "file.bin";
};

TEST_F(FileTest, WrittenBytesAreReadBack) {
  ASSERT_TRUE(WriteFile(path_, AsBytes("abc")).ok());
  ASSERT_TRUE(WriteFile(path_, AsBytes("other")).ok());
  EXPECT_EQ(ReadTextFile(path_, 10).value(), "other");
}

TEST_F(FileTest, AFileOverTheLimitIsRefused) {
  ASSERT_TRUE(WriteFile(path_, AsBytes("abc")).ok());
  EXPECT_EQ(ReadFile(path_, 2).error().code, ErrorCode::kTooLarge);
}

TEST_F(FileTest, AMissingFileIsNamed) {
  const auto result = ReadFile("/no/such/file", 10);
  EXPECT_EQ(result.error().code, ErrorCode::kNotFound);
  EXPECT_NE(result.error().message.find("/no/such/file"), std::string::npos);
}

TEST_F(FileTest, ADirectoryIsNoFile) {
  EXPECT_EQ(ReadFile("/tmp", 10).error().code, ErrorCode::kInvalidArgument);
}

TEST_F(FileTest, AFailedWriteLeavesTheOldFileAndNoTemporary) {
  const auto result = WriteFile("/dev/full/x", AsBytes("abc"));
  EXPECT_FALSE(result.ok());
}

}  // namespace
}  // namespace sciot
