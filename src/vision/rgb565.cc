#include "vision/rgb565.h"

#include <string>

namespace sciot::vision {
namespace {

uint8_t FromFiveBits(unsigned value) {
  return static_cast<uint8_t>(value << 3U | value >> 2U);
}

uint8_t FromSixBits(unsigned value) {
  return static_cast<uint8_t>(value << 2U | value >> 4U);
}

}  // namespace

Result<Image> DecodeRgb565(ByteView pixels, uint32_t width, uint32_t height, PixelOrder order) {
  const uint64_t expected = uint64_t{width} * height * 2;
  if (pixels.size() != expected) {
    return Error{ErrorCode::kInvalidArgument, "an RGB565 image of " + std::to_string(pixels.size()) + " bytes; " +
                                                  std::to_string(width) + " x " + std::to_string(height) + " takes " +
                                                  std::to_string(expected)};
  }
  Image image{width, height, {}};
  image.rgb.reserve(pixels.size() / 2 * 3);
  for (size_t i = 0; i < pixels.size(); i += 2) {
    const auto first = std::to_integer<unsigned>(pixels[i]);
    const auto second = std::to_integer<unsigned>(pixels[i + 1]);
    const unsigned pixel = order == PixelOrder::kBigEndian ? first << 8U | second : second << 8U | first;
    image.rgb.push_back(FromFiveBits(pixel >> 11U));
    image.rgb.push_back(FromSixBits(pixel >> 5U & 0x3fU));
    image.rgb.push_back(FromFiveBits(pixel & 0x1fU));
  }
  return image;
}

}  // namespace sciot::vision
