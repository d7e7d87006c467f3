#include "vision/preprocess.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <filesystem>

#include "base/file.h"

namespace sciot::vision {
namespace {

using testing::ElementsAre;
using testing::FloatEq;
using testing::HasSubstr;

constexpr InputSpec kPixels{.scale = 1};

TensorSpec Float(Shape shape) {
  return {"input", DataType::kFloat32, std::move(shape)};
}

// A grey picture: all three channels alike.
Image Grey(uint32_t width, uint32_t height, const std::vector<uint8_t>& pixels) {
  Image image{width, height, {}};
  for (uint8_t pixel : pixels) image.rgb.insert(image.rgb.end(), 3, pixel);
  return image;
}

std::vector<float> ToFloats(ByteView bytes) {
  std::vector<float> values;
  ByteReader reader(bytes);
  while (reader.remaining() > 0) values.push_back(std::bit_cast<float>(reader.ReadU32().value()));
  return values;
}

// The red channel of what a model of `height` x `width` gets.
std::vector<float> RedOf(const Image& image, const InputSpec& input, int32_t height, int32_t width) {
  const auto bytes = ImageToTensor(image, input, Float({1, height, width, 3}));
  std::vector<float> red;
  if (!bytes.ok()) return red;
  const std::vector<float> values = ToFloats(bytes.value());
  for (size_t i = 0; i < values.size(); i += 3) red.push_back(values[i]);
  return red;
}

TEST(PreprocessTest, EveryPixelValueIsDividedExactly) {
  Image image{256, 1, {}};
  for (int i = 0; i < 256; ++i) image.rgb.insert(image.rgb.end(), 3, static_cast<uint8_t>(i));
  for (const double scale : {1.0 / 255.0, 0.00392156862745098}) {
    const std::vector<float> red = RedOf(image, {.scale = scale}, 1, 256);
    ASSERT_EQ(red.size(), 256U);
    for (size_t i = 0; i < 256; ++i) EXPECT_EQ(red[i], static_cast<float>(i) / 255.0F) << i;
  }
}

TEST(PreprocessTest, ChannelsKeepTheirOrderAndNormalisation) {
  const Image image{1, 1, {10, 20, 30}};
  const InputSpec input{.scale = 0.5, .mean = {1, 2, 3}, .deviation = {1, 2, 4}};
  const auto bytes = ImageToTensor(image, input, Float({1, 1, 1, 3}));
  EXPECT_THAT(ToFloats(bytes.value()), ElementsAre(4, 4, 3));
}

TEST(PreprocessTest, GrayWeighsTheChannels) {
  const Image image{1, 1, {100, 50, 200}};
  const auto bytes = ImageToTensor(image, {.color = Color::kGray, .scale = 1}, Float({1, 1, 1, 1}));
  EXPECT_THAT(ToFloats(bytes.value()), ElementsAre(FloatEq(29.9F + 29.35F + 22.8F)));
}

TEST(PreprocessTest, BilinearUsesHalfPixelCentres) {
  EXPECT_THAT(RedOf(Grey(2, 1, {0, 100}), kPixels, 1, 4), ElementsAre(0, 25, 75, 100));
  EXPECT_THAT(RedOf(Grey(4, 1, {0, 10, 20, 30}), kPixels, 1, 2), ElementsAre(5, 25));
  EXPECT_THAT(RedOf(Grey(2, 2, {0, 100, 200, 100}), kPixels, 1, 1), ElementsAre(100));
}

TEST(PreprocessTest, NearestTakesWholePixels) {
  const InputSpec input{.scale = 1, .resize = Resize::kNearest};
  EXPECT_THAT(RedOf(Grey(2, 1, {0, 100}), input, 1, 4), ElementsAre(0, 0, 100, 100));
  EXPECT_THAT(RedOf(Grey(4, 1, {0, 10, 20, 30}), input, 1, 2), ElementsAre(10, 30));
  EXPECT_THAT(RedOf(Grey(1, 3, {1, 2, 3}), input, 1, 1), ElementsAre(2));
}

TEST(PreprocessTest, CropKeepsTheCentre) {
  const InputSpec input{.scale = 1, .resize = Resize::kCrop};
  EXPECT_THAT(RedOf(Grey(6, 2, {9, 9, 1, 2, 9, 9, 9, 9, 3, 4, 9, 9}), input, 2, 2), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(RedOf(Grey(1, 3, {9, 5, 9}), input, 1, 1), ElementsAre(5));
}

TEST(PreprocessTest, TheFrameIsWhatTheModelSees) {
  const Image image = Grey(6, 2, std::vector<uint8_t>(12));
  EXPECT_EQ(FrameOf(image, {}, Float({1, 4, 4, 3})), (Frame{0, 0, 6, 2}));
  EXPECT_EQ(FrameOf(image, {.resize = Resize::kCrop}, Float({1, 4, 4, 3})), (Frame{2, 0, 2, 2}));
  EXPECT_EQ(FrameOf(image, {.resize = Resize::kCrop}, Float({1, 1, 6, 3})), (Frame{0, 0.5, 6, 1}));
}

TEST(PreprocessTest, WrongTensorsAreNamed) {
  const Image image = Grey(1, 1, {0});
  const auto one_channel = ImageToTensor(image, {}, Float({1, 8, 8, 1}));
  ASSERT_FALSE(one_channel.ok());
  EXPECT_EQ(one_channel.error().message, "a picture in rgb needs an input of shape [1,H,W,3], \"input\" is [1,8,8,1]");
  EXPECT_FALSE(ImageToTensor(image, {.color = Color::kGray}, Float({1, 8, 8, 3})).ok());
  for (const Shape& shape : {Shape{}, Shape{8, 8, 3}, Shape{2, 8, 8, 3}, Shape{1, 0, 8, 3}, Shape{1, -1, 8, 3}}) {
    EXPECT_FALSE(ImageToTensor(image, {}, Float(shape)).ok()) << ToString(shape);
  }
}

TEST(PreprocessTest, IntegersAreRoundedAndHeldWithinTheirType) {
  const Image image = Grey(4, 1, {0, 100, 200, 255});
  InputSpec input{.scale = 1.25, .mean = {100, 100, 100}};
  const TensorSpec bytes{"input", DataType::kInt8, {1, 1, 4, 3}};
  const auto signed_values = ImageToTensor(image, input, bytes).value();
  const auto red = [](const Bytes& values, size_t i) { return std::to_integer<int>(values[3 * i]); };
  EXPECT_EQ(static_cast<int8_t>(red(signed_values, 0)), -100);
  EXPECT_EQ(static_cast<int8_t>(red(signed_values, 1)), 25);
  EXPECT_EQ(static_cast<int8_t>(red(signed_values, 2)), 127);
  const auto unsigned_values = ImageToTensor(image, input, {"input", DataType::kUint8, {1, 1, 4, 3}}).value();
  EXPECT_EQ(red(unsigned_values, 0), 0);
  EXPECT_EQ(red(unsigned_values, 2), 150);
  EXPECT_EQ(red(unsigned_values, 3), 219);  // 218.75
}

TEST(PreprocessTest, OtherTypesAreUnsupported) {
  const auto result = ImageToTensor(Grey(1, 1, {0}), {}, {"input", DataType::kInt16, {1, 8, 8, 3}});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(result.error().message, HasSubstr("INT8"));
}

TEST(PreprocessTest, AnImpossiblePictureIsAnError) {
  EXPECT_FALSE(ImageToTensor({}, {}, Float({1, 2, 2, 3})).ok());
  EXPECT_FALSE(ImageToTensor({2, 2, {1, 2, 3}}, {}, Float({1, 2, 2, 3})).ok());
}

TEST(PreprocessTest, AgreesWithTheReferencePicture) {
  const std::filesystem::path folder = std::filesystem::path(SCIOT_SOURCE_DIR) / "../shared/reference/fomo59";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no reference data at " << folder;
  constexpr size_t kMaxBytes = 1 << 20;
  const auto image = DecodeImage(ReadFile(folder / "img.png", kMaxBytes).value(), {});
  ASSERT_TRUE(image.ok()) << image.error().message;
  const Bytes pixels = ReadFile(folder / "expected/img/image.rgb", kMaxBytes).value();
  EXPECT_EQ(AsText(std::as_bytes(std::span(image.value().rgb))), AsText(pixels));
  const auto input = ImageToTensor(image.value(), {}, Float({1, 96, 96, 3}));
  ASSERT_TRUE(input.ok()) << input.error().message;
  EXPECT_TRUE(input.value() == ReadFile(folder / "expected/img/input.f32", kMaxBytes).value());
}

}  // namespace
}  // namespace sciot::vision
