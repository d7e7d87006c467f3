#include "chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/testing/scratch_folder.h"

namespace sciot::app {
namespace {

using ::testing::HasSubstr;

constexpr size_t kMaxBytes = size_t{1} << 24;

Chart MakeChart() {
  Chart chart;
  chart.title = "A title";
  chart.x = {"splits", {ScaleKind::kLinear, -0.5, 2.5}};
  chart.y = {"ms", {ScaleKind::kLinear, 0, 10}};
  chart.bars = {{"device", {0, 0, 1}, {1, 2, 3}}};
  chart.lines = {{"total", {.colour = {1, 0, 0}}, {{0, 1}, {1, 5}, {2, 9}}}};
  chart.markers = {{{1, 5}, "here"}};
  return chart;
}

std::filesystem::path PathOf(const char* name) {
  static const ScratchFolder folder;
  return folder / name;
}

TEST(ChartTest, DrawsAnSvg) {
  const auto path = PathOf("chart_test.svg");
  ASSERT_TRUE(DrawChart(MakeChart(), path).ok());
  EXPECT_THAT(ReadTextFile(path, kMaxBytes).value(), HasSubstr("</svg>"));
}

TEST(ChartTest, DrawsAPng) {
  const auto path = PathOf("chart_test.png");
  ASSERT_TRUE(DrawChart(MakeChart(), path).ok());
  const auto bytes = ReadTextFile(path, kMaxBytes).value();
  EXPECT_EQ(bytes.substr(1, 3), "PNG");
}

TEST(ChartTest, SaysWhyItCannotDraw) {
  EXPECT_THAT(DrawChart(MakeChart(), PathOf("chart.gif")).error().message, HasSubstr("does not end in .svg or .png"));
  EXPECT_THAT(DrawChart(MakeChart(), "/no/such/chart.svg").error().message, HasSubstr("/no/such/chart.svg"));
  EXPECT_THAT(DrawChart(MakeChart(), "/no/such/chart.png").error().message, HasSubstr("/no/such/chart.png"));
}

}  // namespace
}  // namespace sciot::app
