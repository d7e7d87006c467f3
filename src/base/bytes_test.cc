#include "base/bytes.h"

#include <gtest/gtest.h>

namespace sciot {
namespace {

TEST(BytesTest, IntegersRoundTripLittleEndian) {
  Bytes bytes;
  AppendU32(bytes, 0x01020304U);
  AppendU64(bytes, 0x0102030405060708ULL);
  EXPECT_EQ(bytes[0], std::byte{4});
  ByteReader reader(bytes);
  EXPECT_EQ(reader.ReadU32().value(), 0x01020304U);
  EXPECT_EQ(reader.ReadU64().value(), 0x0102030405060708ULL);
  EXPECT_EQ(reader.remaining(), 0U);
}

TEST(BytesTest, ReadPastTheEndNamesTheOffset) {
  const Bytes bytes(5);
  ByteReader reader(bytes);
  ASSERT_TRUE(reader.ReadU32().ok());
  const auto result = reader.ReadU32();
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().message, "truncated: 4 bytes wanted at offset 4, 1 there");
}

}  // namespace
}  // namespace sciot
