#include "vision/sidecar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/file.h"
#include "base/testing/scratch_folder.h"

namespace sciot::vision {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

std::string MessageOf(std::string_view yaml) {
  const auto sidecar = ParseSidecar(yaml);
  return sidecar.ok() ? "no error" : sidecar.error().message;
}

TEST(SidecarTest, EverythingIsRead) {
  const auto sidecar = ParseSidecar(R"(input:
  color: gray
  scale: 0.00392156862745098   # input = (pixel * scale - mean) / std
  mean: [0.1, -0.2, 3e-1]
  std: [2]
  resize: crop
output:
  kind: fomo
  scale: 0.5
  zero_point: -128
  threshold: 0.25
  labels: [background, "0", 1, "two words"]
)");
  ASSERT_TRUE(sidecar.ok()) << sidecar.error().message;
  const auto& [input, output] = sidecar.value();
  EXPECT_EQ(input.color, Color::kGray);
  EXPECT_DOUBLE_EQ(input.scale, 1 / 255.0);
  EXPECT_THAT(input.mean, ElementsAre(0.1, -0.2, 0.3));
  EXPECT_THAT(input.deviation, ElementsAre(2, 2, 2));
  EXPECT_EQ(input.resize, Resize::kCrop);
  EXPECT_EQ(output.kind, OutputKind::kFomo);
  EXPECT_EQ(output.threshold, 0.25);
  EXPECT_EQ(output.scale, 0.5);
  EXPECT_EQ(output.zero_point, -128);
  EXPECT_THAT(output.labels, ElementsAre("background", "0", "1", "two words"));
}

TEST(SidecarTest, EveryChoiceHasItsName) {
  EXPECT_EQ(ParseSidecar("input: {color: rgb}").value().input.color, Color::kRgb);
  EXPECT_EQ(ParseSidecar("input: {resize: bilinear}").value().input.resize, Resize::kBilinear);
  EXPECT_EQ(ParseSidecar("input: {resize: nearest}").value().input.resize, Resize::kNearest);
  EXPECT_EQ(ParseSidecar("output: {kind: classes}").value().output.kind, OutputKind::kClasses);
  EXPECT_EQ(ParseSidecar("output: {kind: raw}").value().output.kind, OutputKind::kRaw);
}

TEST(SidecarTest, WhatIsLeftOutHasItsDefault) {
  for (const char* yaml : {"", "# nothing", "input:\noutput:\n", "input: {}", "~"}) {
    const auto sidecar = ParseSidecar(yaml);
    ASSERT_TRUE(sidecar.ok()) << yaml << ": " << sidecar.error().message;
    EXPECT_EQ(sidecar.value(), Sidecar{});
  }
}

TEST(SidecarTest, UnknownKeysAreNamedWithLineAndNearest) {
  EXPECT_EQ(MessageOf("input:\n  color: rgb\n  reszie: crop\n"),
            "line 3: unknown key \"reszie\" in input, nearest is \"resize\"");
  EXPECT_EQ(MessageOf("output:\n  treshold: 1\n"),
            "line 2: unknown key \"treshold\" in output, nearest is \"threshold\"");
  EXPECT_EQ(MessageOf("\n\nimput: {}\n"), "line 3: unknown key \"imput\" in the sidecar, nearest is \"input\"");
}

TEST(SidecarTest, WrongValuesAreNamedWithTheirLine) {
  EXPECT_EQ(MessageOf("input:\n  color: bgr"), "line 2: \"color\" must be one of rgb, gray, not \"bgr\"");
  EXPECT_EQ(MessageOf("input:\n\n  scale: fast"), "line 3: \"scale\" must be a number, not \"fast\"");
  EXPECT_EQ(MessageOf("input:\n  mean: 3"), "line 2: \"mean\" must be a list, not \"3\"");
  EXPECT_EQ(MessageOf("input:\n  mean: [1, 2]"), "line 2: \"mean\" must have 1 or 3 numbers, not 2");
  EXPECT_EQ(MessageOf("input:\n  std:\n  - 1\n  - 0\n  - 1"), "line 3: \"std\" must not be zero: it divides");
  EXPECT_EQ(MessageOf("input:\n  mean:\n  - 1\n  - x\n  - 1"), "line 4: \"mean\" must be a number, not \"x\"");
  EXPECT_EQ(MessageOf("output:\n  threshold: 1.5"), "line 2: \"threshold\" must be between 0 and 1, not 1.5");
  EXPECT_EQ(MessageOf("output:\n  labels: [a, [b]]"), "line 2: \"labels\" must be a word");
  EXPECT_EQ(MessageOf("input: [1]"), "line 1: input must be a mapping of keys to values");
  EXPECT_EQ(MessageOf("hello"), "line 1: the sidecar must be a mapping of keys to values");
}

TEST(SidecarTest, NumbersAreFiniteAndUnquoted) {
  for (const char* scale : {"nan", "inf", ".inf", "1e999", "\"1\"", "0x10", "1 2", "true", "[1]", "~"}) {
    EXPECT_THAT(MessageOf("input:\n  scale: " + std::string(scale)), StartsWith("line 2: \"scale\" must be a number"))
        << scale;
  }
}

TEST(SidecarTest, NothingComesTwice) {
  EXPECT_EQ(MessageOf("input:\n  scale: 1\n  scale: 2"), "line 3: key \"scale\" comes twice");
  EXPECT_THAT(MessageOf("input: {}\n---\noutput: {}"), HasSubstr("more after the end"));
  EXPECT_THAT(MessageOf("input:\n  [a]: 1"), HasSubstr("not a plain word"));
}

TEST(SidecarTest, BrokenYamlIsNamedWithItsLine) {
  EXPECT_THAT(MessageOf("input:\n  mean: [1, 2"), HasSubstr("not valid YAML"));
  EXPECT_THAT(MessageOf(std::string(100'000, '[')), HasSubstr("not valid YAML"));
  EXPECT_THAT(MessageOf("input: {}\n]\n"), HasSubstr("not valid YAML"));
  EXPECT_THAT(MessageOf(",input:\n  color: rgb\n"), HasSubstr("not valid YAML"));
  EXPECT_THAT(MessageOf("input: *nobody"), HasSubstr("not valid YAML"));
}

class LoadSidecarTest : public testing::Test {
 protected:
  LoadSidecarTest() { std::filesystem::create_directories(directory_ / "layers"); }

  void Write(const std::string& name, const std::string& text) {
    ASSERT_TRUE(WriteFile(directory_ / name, AsBytes(text)).ok());
  }
  static double ScaleOf(const std::filesystem::path& path) { return LoadSidecar(path).value().input.scale; }

  const ScratchFolder directory_;
};

TEST_F(LoadSidecarTest, WithoutAFileTheDefaultsHold) {
  EXPECT_EQ(LoadSidecar(directory_ / "m.tflite").value(), Sidecar{});
  EXPECT_EQ(LoadSidecar(directory_ / "layers").value(), Sidecar{});
}

TEST_F(LoadSidecarTest, AFileHasItsSidecarBeside) {
  Write("m.yaml", "input: {scale: 2}");
  EXPECT_EQ(ScaleOf(directory_ / "m.tflite"), 2);
}

TEST_F(LoadSidecarTest, ADirectoryHasItsSidecarInsideOrBeside) {
  Write("layers/model.yaml", "input: {scale: 3}");
  EXPECT_EQ(ScaleOf(directory_ / "layers"), 3);
  Write("layers.yaml", "input: {scale: 4}");
  EXPECT_EQ(ScaleOf(directory_ / "layers"), 4);
  EXPECT_EQ(ScaleOf(directory_ / "layers/"), 4);
  EXPECT_EQ(ScaleOf(directory_ / "layers/."), 4);
}

TEST_F(LoadSidecarTest, ErrorsNameTheFile) {
  Write("m.yaml", "inptu: {}");
  const auto sidecar = LoadSidecar(directory_ / "m.tflite");
  ASSERT_FALSE(sidecar.ok());
  EXPECT_THAT(sidecar.error().message, AllOf(HasSubstr("m.yaml: line 1:"), HasSubstr("\"input\"")));
  Write("m.yaml", std::string(kMaxSidecarBytes + 1, '#'));
  EXPECT_EQ(LoadSidecar(directory_ / "m.tflite").error().code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace sciot::vision
