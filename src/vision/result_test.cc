#include "vision/result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

namespace sciot::vision {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr Frame kFrame{0, 0, 96, 96};

TensorSpec Float(Shape shape) {
  return {"scores", DataType::kFloat32, std::move(shape)};
}

Bytes ToBytes(const std::vector<float>& values) {
  Bytes bytes;
  for (float value : values) AppendU32(bytes, std::bit_cast<uint32_t>(value));
  return bytes;
}

// A grid of background, with cells set one by one.
class FomoGrid {
 public:
  FomoGrid(int32_t rows, int32_t columns, int32_t classes) : shape_{1, rows, columns, classes} {
    values_.resize(Float(shape_).element_count());
    for (size_t i = 0; i < values_.size(); i += static_cast<size_t>(classes)) values_[i] = 1;
  }
  FomoGrid& Set(int row, int column, int class_index, float score) {
    const auto first = static_cast<size_t>((row * shape_[2] + column) * shape_[3]);
    values_[first] = 1 - score;
    values_[first + static_cast<size_t>(class_index)] = score;
    return *this;
  }
  std::vector<Centroid> Read(const OutputSpec& output, const Frame& frame = kFrame) const {
    const auto reading = ReadOutput(output, Float(shape_), ToBytes(values_), frame);
    EXPECT_TRUE(reading.ok()) << reading.error().message;
    return std::get<std::vector<Centroid>>(reading.value());
  }

 private:
  Shape shape_;
  std::vector<float> values_;
};

const OutputSpec kFomo{.kind = OutputKind::kFomo};
const OutputSpec kClasses{.kind = OutputKind::kClasses};

TEST(FomoTest, BackgroundAloneSaysNothing) {
  EXPECT_THAT(FomoGrid(12, 12, 3).Read(kFomo), IsEmpty());
}

TEST(FomoTest, ACellIsAtItsCentreInPixelsOfThePicture) {
  const OutputSpec output{.kind = OutputKind::kFomo, .labels = {"background", "cat", "dog"}};
  const auto found = FomoGrid(12, 12, 3).Set(2, 5, 2, 0.75F).Read(output);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].class_index, 2U);
  EXPECT_EQ(found[0].label, "dog");
  EXPECT_DOUBLE_EQ(found[0].score, 0.75);
  EXPECT_DOUBLE_EQ(found[0].x, 44);
  EXPECT_DOUBLE_EQ(found[0].y, 20);
}

TEST(FomoTest, PositionsFollowTheFrame) {
  const auto found = FomoGrid(2, 4, 2).Set(1, 0, 1, 0.9F).Read(kFomo, {100, 50, 400, 200});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].label, "1");
  EXPECT_DOUBLE_EQ(found[0].x, 150);
  EXPECT_DOUBLE_EQ(found[0].y, 200);
}

TEST(FomoTest, TouchingCellsOfAClassAreOneWeightedCentroid) {
  FomoGrid grid(12, 12, 3);
  grid.Set(3, 3, 1, 0.9F).Set(4, 4, 1, 0.6F);
  const auto found = grid.Read(kFomo);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FLOAT_EQ(static_cast<float>(found[0].score), 0.9F);
  EXPECT_NEAR(found[0].x, (0.9 * 28 + 0.6 * 36) / 1.5, 1e-5);
  EXPECT_NEAR(found[0].y, (0.9 * 28 + 0.6 * 36) / 1.5, 1e-5);
}

TEST(FomoTest, AWindingGroupIsOne) {
  FomoGrid grid(6, 6, 2);
  for (int i = 0; i < 6; ++i) grid.Set(i, 0, 1, 0.8F).Set(5, i, 1, 0.8F).Set(i, 5, 1, 0.8F);
  EXPECT_EQ(grid.Read(kFomo).size(), 1U);
}

TEST(FomoTest, OtherClassesAndDistantCellsStayApart) {
  FomoGrid grid(12, 12, 3);
  grid.Set(3, 3, 1, 0.6F).Set(3, 4, 2, 0.9F).Set(3, 11, 1, 0.7F).Set(4, 0, 1, 0.8F);
  const auto found = grid.Read(kFomo);
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].class_index, 2U) << "best score first";
  EXPECT_FLOAT_EQ(static_cast<float>(found[3].score), 0.6F);
}

TEST(FomoTest, TheThresholdIsIncluded) {
  FomoGrid grid(4, 4, 2);
  grid.Set(0, 0, 1, 0.75F).Set(3, 3, 1, 0.7F);
  EXPECT_EQ(grid.Read({.kind = OutputKind::kFomo, .threshold = 0.75}).size(), 1U);
  EXPECT_EQ(grid.Read({.kind = OutputKind::kFomo, .threshold = 0.7001}).size(), 1U);
  EXPECT_EQ(grid.Read({.kind = OutputKind::kFomo, .threshold = 0.6}).size(), 2U);
}

TEST(FomoTest, ALikelierBackgroundSilencesACell) {
  EXPECT_THAT(FomoGrid(4, 4, 2).Set(1, 1, 1, 0.4F).Read({.kind = OutputKind::kFomo, .threshold = 0.1}), IsEmpty());
}

TEST(FomoTest, ScoresThatAreNoNumbersAreSkipped) {
  FomoGrid grid(4, 4, 3);
  grid.Set(0, 0, 1, kNan).Set(2, 2, 1, kInfinity).Set(0, 3, 2, 0.9F).Set(3, 0, 1, -kInfinity);
  const auto found = grid.Read({.kind = OutputKind::kFomo, .threshold = 0});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].class_index, 2U);
  EXPECT_TRUE(std::isfinite(found[0].x));
}

TEST(FomoTest, ScoresOfZeroHaveNoCentroidEvenWithoutThreshold) {
  const auto reading =
      ReadOutput({.kind = OutputKind::kFomo, .threshold = 0}, Float({1, 1, 1, 2}), ToBytes({kNan, 0.0F}), kFrame);
  EXPECT_THAT(std::get<std::vector<Centroid>>(reading.value()), IsEmpty());
}

TEST(ClassesTest, TheBestFiveAreSorted) {
  const std::vector<float> scores = {0.1F, 0.3F, kNan, 0.05F, 0.3F, 0.2F, 0.01F, 0.04F};
  for (const Shape& shape : {Shape{1, 8}, Shape{8}, Shape{1, 1, 1, 8}}) {
    const auto reading = ReadOutput(kClasses, Float(shape), ToBytes(scores), kFrame);
    ASSERT_TRUE(reading.ok()) << reading.error().message;
    const auto& classes = std::get<std::vector<ClassScore>>(reading.value());
    ASSERT_EQ(classes.size(), 5U);
    const std::vector<std::string> expected = {"1", "4", "5", "0", "3"};
    for (size_t i = 0; i < classes.size(); ++i) EXPECT_EQ(classes[i].label, expected[i]);
    EXPECT_FLOAT_EQ(static_cast<float>(classes[2].score), 0.2F);
  }
}

TEST(ClassesTest, FewClassesAreAllThere) {
  const OutputSpec output{.kind = OutputKind::kClasses, .labels = {"no", "yes"}};
  const auto reading = ReadOutput(output, Float({1, 2}), ToBytes({0.1F, 0.9F}), kFrame);
  const auto& classes = std::get<std::vector<ClassScore>>(reading.value());
  ASSERT_EQ(classes.size(), 2U);
  EXPECT_EQ(classes[0].label, "yes");
}

TEST(ReadOutputTest, RawIsNotRead) {
  const auto reading = ReadOutput({}, {"x", DataType::kInt64, {3}}, {}, kFrame);
  ASSERT_TRUE(reading.ok());
  EXPECT_TRUE(std::holds_alternative<std::monostate>(reading.value()));
}

std::string MessageOf(const OutputSpec& output, const Shape& shape) {
  const auto count = ElementCount(shape).value_or(0);
  const auto reading = ReadOutput(output, Float(shape), ToBytes(std::vector<float>(count)), kFrame);
  return reading.ok() ? "no error" : reading.error().message;
}

TEST(ReadOutputTest, WrongShapesAreNamedWithTheKind) {
  EXPECT_EQ(MessageOf(kFomo, {1, 10}),
            "output kind \"fomo\" needs shape [1,rows,columns,classes], \"scores\" is [1,10]");
  EXPECT_EQ(MessageOf(kClasses, {1, 12, 12, 3}),
            "output kind \"classes\" needs shape [1,classes], \"scores\" is [1,12,12,3]");
  for (const Shape& shape : {Shape{2, 3, 3, 2}, Shape{1, 3, 3, 1}, Shape{1, 0, 3, 2}, Shape{1, -3, 3, 2}}) {
    EXPECT_NE(MessageOf(kFomo, shape), "no error") << ToString(shape);
  }
  for (const Shape& shape : {Shape{}, Shape{0}, Shape{2, 4}}) EXPECT_NE(MessageOf(kClasses, shape), "no error");
}

TEST(ReadOutputTest, LabelsMustFitTheClasses) {
  EXPECT_EQ(MessageOf({.kind = OutputKind::kFomo, .labels = {"a", "b"}}, {1, 2, 2, 3}),
            "2 labels for an output of 3 classes");
  EXPECT_EQ(MessageOf({.kind = OutputKind::kClasses, .labels = {"a"}}, {1, 2}), "1 labels for an output of 2 classes");
}

TEST(ReadOutputTest, BytesMustFitTheShape) {
  for (size_t size : {0U, 7U, 9U, 12U}) {
    const auto reading = ReadOutput(kClasses, Float({1, 2}), Bytes(size), kFrame);
    ASSERT_FALSE(reading.ok());
    EXPECT_THAT(reading.error().message, HasSubstr("[1,2] with " + std::to_string(size) + " bytes"));
  }
}

TEST(ReadOutputTest, OtherTypesAreUnsupported) {
  const auto reading = ReadOutput(kClasses, {"scores", DataType::kInt32, {1, 2}}, Bytes(8), kFrame);
  ASSERT_FALSE(reading.ok());
  EXPECT_EQ(reading.error().code, ErrorCode::kUnsupported);
}

TEST(MaskTest, TellsHowMuchIsCoveredAndWhere) {
  const OutputSpec mask{.kind = OutputKind::kMask, .labels = {"person"}};
  const TensorSpec tensor = Float({1, 2, 4, 1});
  const auto reading = ReadOutput(mask, tensor, ToBytes({0, 0, 0.9F, 0, 0, 0, 0.5F, kNan}), {8, 0, 80, 40});
  const auto& coverage = std::get<Coverage>(reading.value());
  EXPECT_EQ(coverage.label, "person");
  EXPECT_EQ(coverage.share, 0.25);
  EXPECT_EQ(coverage.x, 8 + 80 * 2.5 / 4);
  EXPECT_EQ(coverage.y, 20);
}

TEST(MaskTest, NothingCoveredIsInTheMiddle) {
  const OutputSpec mask{.kind = OutputKind::kMask};
  const auto reading = ReadOutput(mask, Float({1, 1, 2, 1}), ToBytes({0, 0}), kFrame);
  EXPECT_EQ(std::get<Coverage>(reading.value()).share, 0);
  EXPECT_EQ(std::get<Coverage>(reading.value()).x, 48);
}

TEST(MaskTest, TwoChannelsAreNoMask) {
  const OutputSpec mask{.kind = OutputKind::kMask};
  const auto reading = ReadOutput(mask, Float({1, 1, 2, 2}), ToBytes({0, 0, 0, 0}), kFrame);
  EXPECT_THAT(reading.error().message, HasSubstr("needs shape [1,rows,columns,1]"));
}

TEST(ReadOutputTest, IntegersBecomeScoresByScaleAndZeroPoint) {
  const OutputSpec classes{.kind = OutputKind::kClasses, .scale = 1.0 / 256, .zero_point = -128};
  const Bytes bytes{std::byte{0x80}, std::byte{0x00}, std::byte{0x7F}};  // -128, 0, 127
  const auto reading = ReadOutput(classes, {"scores", DataType::kInt8, {1, 3}}, bytes, kFrame);
  const auto& scores = std::get<std::vector<ClassScore>>(reading.value());
  ASSERT_EQ(scores.size(), 3U);
  EXPECT_EQ(scores[0].class_index, 2U);
  EXPECT_EQ(scores[0].score, 255.0 / 256);
  EXPECT_EQ(scores[1].score, 0.5);
  EXPECT_EQ(scores[2].score, 0);
}

}  // namespace
}  // namespace sciot::vision
