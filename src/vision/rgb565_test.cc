#include "vision/rgb565.h"

#include <gmock/gmock.h>

namespace sciot::vision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Red, then a dark green with a little blue.
const Bytes kBigEndian = {std::byte{0xf8}, std::byte{0x00}, std::byte{0x04}, std::byte{0x01}};
const Bytes kLittleEndian = {std::byte{0x00}, std::byte{0xf8}, std::byte{0x01}, std::byte{0x04}};

TEST(Rgb565Test, BothByteOrdersGiveTheSamePicture) {
  for (const auto& [bytes, order] :
       {std::pair{kBigEndian, PixelOrder::kBigEndian}, std::pair{kLittleEndian, PixelOrder::kLittleEndian}}) {
    const Image image = DecodeRgb565(bytes, 2, 1, order).value();
    EXPECT_EQ(image.width, 2U);
    EXPECT_THAT(image.rgb, ElementsAre(255, 0, 0, 0, 130, 8));
  }
}

TEST(Rgb565Test, AnotherSizeIsRefused) {
  const auto refused = DecodeRgb565(kBigEndian, 2, 2, PixelOrder::kBigEndian);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("4 bytes; 2 x 2 takes 8"));
}

}  // namespace
}  // namespace sciot::vision
