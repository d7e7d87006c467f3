#include "base/mapped_file.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/file.h"
#include "base/padded_buffer.h"
#include "base/testing/scratch_folder.h"

namespace sciot {
namespace {

using ::testing::HasSubstr;

class MappedFileTest : public ::testing::Test {
 protected:
  // A file of this size, each byte another than its neighbours.
  Bytes Write(size_t size) {
    Bytes bytes(size);
    for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i % 251);
    EXPECT_TRUE(WriteFile(path_, bytes).ok());
    return bytes;
  }

  const ScratchFolder folder_;
  const std::filesystem::path path_ = folder_ / "mapped.bin";
};

TEST_F(MappedFileTest, HoldsTheFileAndZerosPastItsEnd) {
  for (const size_t size : {size_t{0}, size_t{1}, size_t{4095}, size_t{4096}, size_t{8180}, size_t{100000}}) {
    const Bytes expected = Write(size);
    const auto file = MappedFile::Open(path_, size);
    ASSERT_TRUE(file.ok()) << file.error().message;
    const ByteView bytes = file.value().bytes();
    EXPECT_TRUE(std::ranges::equal(bytes, expected)) << size;
    for (size_t i = 0; i < kTensorSlackBytes; ++i) EXPECT_EQ(bytes.data()[size + i], std::byte{0}) << size;
  }
}

TEST_F(MappedFileTest, WhatWasReleasedIsReadAgain) {
  const Bytes expected = Write(10000);
  const auto file = MappedFile::Open(path_, 10000);
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE(std::ranges::equal(file.value().bytes(), expected));
  file.value().Release();
  EXPECT_TRUE(std::ranges::equal(file.value().bytes(), expected));
}

TEST_F(MappedFileTest, KeepsTheOldFileWhenANewOneTakesItsPlace) {
  const Bytes expected = Write(10000);
  const auto file = MappedFile::Open(path_, 10000);
  ASSERT_TRUE(file.ok());
  Write(10);
  EXPECT_TRUE(std::ranges::equal(file.value().bytes(), expected));
}

TEST_F(MappedFileTest, MovesWithItsBytes) {
  const Bytes expected = Write(300);
  MappedFile moved;
  {
    auto file = MappedFile::Open(path_, 300);
    ASSERT_TRUE(file.ok());
    moved = std::move(file).value();
  }
  EXPECT_TRUE(std::ranges::equal(moved.bytes(), expected));
}

TEST_F(MappedFileTest, RefusesWhatItCannotMap) {
  const auto missing = MappedFile::Open("/nowhere/model.tflite", 10);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  Write(11);
  const auto large = MappedFile::Open(path_, 10);
  ASSERT_FALSE(large.ok());
  EXPECT_EQ(large.error().code, ErrorCode::kTooLarge);
  EXPECT_THAT(large.error().message, HasSubstr("11 bytes, the limit is 10"));
  EXPECT_FALSE(MappedFile::Open(folder_.path(), 10).ok());
}

}  // namespace
}  // namespace sciot
