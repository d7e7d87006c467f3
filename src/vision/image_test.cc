#include "vision/image.h"

#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <jpeglib.h>
#include <png.h>

#include <memory>
#include <random>
#include <string>

namespace sciot::vision {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Bytes EncodePng(uint32_t width, uint32_t height, uint32_t format, const void* pixels) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = width;
  png.height = height;
  png.format = format;
  png_alloc_size_t size = 0;
  EXPECT_NE(png_image_write_get_memory_size(png, size, 0, pixels, 0, nullptr), 0);
  Bytes file(size);
  EXPECT_NE(png_image_write_to_memory(&png, file.data(), &size, 0, pixels, 0, nullptr), 0);
  file.resize(size);
  return file;
}

struct JpegStyle {
  J_COLOR_SPACE color = JCS_RGB;
  int components = 3;
  bool progressive = false;
};

Bytes EncodeJpeg(uint32_t width, uint32_t height, std::vector<uint8_t> pixels, const JpegStyle& style = {}) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* data = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &data, &size);
  jpeg.image_width = width;
  jpeg.image_height = height;
  jpeg.input_components = style.components;
  jpeg.in_color_space = style.color;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, 100, TRUE);
  if (style.progressive) jpeg_simple_progression(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < height) {
    JSAMPROW row = &pixels[size_t{jpeg.next_scanline} * width * static_cast<size_t>(style.components)];
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  const ByteView view(reinterpret_cast<const std::byte*>(data), size);
  Bytes file(view.begin(), view.end());
  std::free(data);
  return file;
}

std::vector<uint8_t> Noise(size_t count) {
  std::mt19937 random(5);
  std::vector<uint8_t> bytes(count);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
  return bytes;
}

TEST(ImageTest, PngPixelsAreExact) {
  const std::vector<uint8_t> pixels = Noise(size_t{7} * 5 * 3);
  const auto image = DecodeImage(EncodePng(7, 5, PNG_FORMAT_RGB, pixels.data()), {});
  ASSERT_TRUE(image.ok()) << image.error().message;
  EXPECT_EQ(image.value().width, 7U);
  EXPECT_EQ(image.value().height, 5U);
  EXPECT_EQ(image.value().rgb, pixels);
}

TEST(ImageTest, GreyPngBecomesRgb) {
  const std::array<uint8_t, 2> pixels = {10, 200};
  const auto image = DecodeImage(EncodePng(2, 1, PNG_FORMAT_GRAY, pixels.data()), {});
  EXPECT_THAT(image.value().rgb, ElementsAre(10, 10, 10, 200, 200, 200));
}

TEST(ImageTest, TransparentPngIsBlendedWithBlack) {
  const std::array<uint8_t, 8> pixels = {255, 255, 255, 0, 90, 60, 30, 255};
  const auto image = DecodeImage(EncodePng(2, 1, PNG_FORMAT_RGBA, pixels.data()), {});
  EXPECT_THAT(image.value().rgb, ElementsAre(0, 0, 0, 90, 60, 30));
}

TEST(ImageTest, SixteenBitPngBecomesEight) {
  const std::array<uint16_t, 3> linear = {0, 65535, 13933};  // the last is sRGB 128
  const auto image = DecodeImage(EncodePng(1, 1, PNG_FORMAT_LINEAR_RGB, linear.data()), {});
  ASSERT_TRUE(image.ok());
  EXPECT_EQ(image.value().rgb[0], 0);
  EXPECT_EQ(image.value().rgb[1], 255);
  EXPECT_NEAR(image.value().rgb[2], 127, 1);
}

TEST(ImageTest, JpegPixelsAreClose) {
  std::vector<uint8_t> pixels;
  for (int i = 0; i < 16 * 8; ++i) pixels.insert(pixels.end(), {200, 100, 50});
  for (bool progressive : {false, true}) {
    const auto image = DecodeImage(EncodeJpeg(16, 8, pixels, {.progressive = progressive}), {});
    ASSERT_TRUE(image.ok()) << image.error().message;
    ASSERT_EQ(image.value().rgb.size(), pixels.size());
    EXPECT_EQ(image.value().width, 16U);
    for (size_t i = 0; i < pixels.size(); ++i) ASSERT_NEAR(image.value().rgb[i], pixels[i], 3) << i;
  }
}

TEST(ImageTest, GreyJpegBecomesRgb) {
  const auto image = DecodeImage(EncodeJpeg(1, 1, {77}, {.color = JCS_GRAYSCALE, .components = 1}), {});
  ASSERT_TRUE(image.ok()) << image.error().message;
  EXPECT_THAT(image.value().rgb, ElementsAre(77, 77, 77));
}

TEST(ImageTest, CmykJpegIsAnError) {
  const auto image = DecodeImage(EncodeJpeg(1, 1, {1, 2, 3, 4}, {.color = JCS_CMYK, .components = 4}), {});
  ASSERT_FALSE(image.ok());
  EXPECT_THAT(image.error().message, HasSubstr("JPEG: "));
}

TEST(ImageTest, PicturesAboveTheLimitAreRefusedBeforeDecoding) {
  const std::vector<uint8_t> pixels = Noise(size_t{8} * 8 * 3);
  for (const Bytes& file : {EncodePng(8, 8, PNG_FORMAT_RGB, pixels.data()), EncodeJpeg(8, 8, pixels)}) {
    EXPECT_TRUE(DecodeImage(file, {.max_pixels = 64}).ok());
    const auto image = DecodeImage(file, {.max_pixels = 63});
    ASSERT_FALSE(image.ok());
    EXPECT_EQ(image.error().code, ErrorCode::kTooLarge);
    EXPECT_EQ(image.error().message, "picture of 8x8, the limit is 63 pixels");
  }
}

TEST(ImageTest, OtherFilesAreRefused) {
  EXPECT_FALSE(DecodeImage({}, {}).ok());
  EXPECT_EQ(DecodeImage(AsBytes("GIF89a"), {}).error().message, "neither a PNG nor a JPEG file (6 bytes)");
}

// A file cut inside its last bytes may still hold all its pixels; anywhere else it must be refused.
TEST(ImageTest, EveryTruncationIsAnErrorOrTheWholePicture) {
  const std::vector<uint8_t> pixels = Noise(size_t{9} * 9 * 3);
  for (const Bytes& file : {EncodePng(9, 9, PNG_FORMAT_RGB, pixels.data()), EncodeJpeg(9, 9, pixels),
                            EncodeJpeg(9, 9, pixels, {.progressive = true})}) {
    const auto whole = DecodeImage(file, {});
    ASSERT_TRUE(whole.ok());
    for (size_t size = 0; size < file.size(); ++size) {
      const auto image = DecodeImage(ByteView(file).first(size), {});
      if (!image.ok()) continue;
      EXPECT_GE(size + 16, file.size());
      EXPECT_EQ(image.value().rgb, whole.value().rgb) << size;
    }
  }
}

TEST(ImageTest, RandomDamageNeverCrashes) {
  const std::vector<uint8_t> pixels = Noise(size_t{12} * 12 * 3);
  std::mt19937 random(9);
  for (const Bytes& file : {EncodePng(12, 12, PNG_FORMAT_RGB, pixels.data()), EncodeJpeg(12, 12, pixels),
                            EncodeJpeg(12, 12, pixels, {.progressive = true})}) {
    for (int i = 0; i < 2000; ++i) {
      Bytes damaged = file;
      damaged[random() % damaged.size()] = static_cast<std::byte>(random());
      const auto image = DecodeImage(damaged, {.max_pixels = 4096});
      if (!image.ok()) continue;
      EXPECT_EQ(image.value().rgb.size(), size_t{image.value().width} * image.value().height * 3);
    }
  }
}

}  // namespace
}  // namespace sciot::vision
