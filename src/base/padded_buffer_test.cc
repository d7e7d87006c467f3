#include "base/padded_buffer.h"

#include <gtest/gtest.h>

namespace sciot {
namespace {

TEST(PaddedBufferTest, IsAlignedZeroedAndReadablePastItsEnd) {
  PaddedBuffer buffer(5);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer.data()) % kTensorAlignment, 0U);
  for (size_t i = 0; i < buffer.size() + kTensorSlackBytes; ++i) EXPECT_EQ(buffer.data()[i], std::byte{0});
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
