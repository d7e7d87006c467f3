#include "base/padded_buffer.h"

#include <gtest/gtest.h>

#include <utility>

namespace sciot {
namespace {

TEST(PaddedBufferTest, IsAlignedZeroedAndReadablePastItsEnd) {
  PaddedBuffer buffer(5);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer.data()) % kTensorAlignment, 0U);
  for (size_t i = 0; i < buffer.size() + kTensorSlackBytes; ++i) EXPECT_EQ(buffer.data()[i], std::byte{0});
}

TEST(PaddedBufferTest, ALargeOneIsAllThat) {
  PaddedBuffer buffer(3'000'000);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer.data()) % kTensorAlignment, 0U);
  for (size_t i = 0; i < buffer.size() + kTensorSlackBytes; ++i) ASSERT_EQ(buffer.data()[i], std::byte{0});
  buffer.bytes().back() = std::byte{1};
  const PaddedBuffer moved = std::move(buffer);
  EXPECT_EQ(moved.bytes().back(), std::byte{1});
}

TEST(PaddedBufferTest, CopiesBytes) {
  const PaddedBuffer buffer(AsBytes("tensor"));
  EXPECT_EQ(AsText(buffer.bytes()), "tensor");
}

TEST(PaddedBufferTest, MayBeEmpty) {
  EXPECT_EQ(PaddedBuffer(ByteView{}).size(), 0U);
}

}  // namespace
}  // namespace sciot
