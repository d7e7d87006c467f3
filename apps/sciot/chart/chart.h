// A chart with two axes, a legend, and lines or stacked bars in between.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "canvas.h"
#include "scale.h"

namespace sciot::app {

struct Axis {
  std::string label;  // with the unit
  Scale scale{ScaleKind::kLinear, 0, 1};
};

struct LineSeries {
  std::string name;
  LineStyle style;
  std::vector<Point> points;  // in the axes' units
};

// One box for each x, upon those of the series before.
struct BarSeries {
  std::string name;
  Colour colour;
  std::vector<double> heights;  // at x = 0, 1, …
};

struct Marker {
  Point point;  // in the axes' units
  std::string text;
  Anchor anchor = Anchor::kMiddle;
};

struct Chart {
  std::string title;
  std::string subtitle;
  Axis x;
  Axis y;
  std::vector<BarSeries> bars;
  std::vector<LineSeries> lines;
  std::vector<Marker> markers;
};

// Draws to a .svg or .png file. Lines are cut off where they leave the axes.
Status DrawChart(const Chart& chart, const std::filesystem::path& path);

}  // namespace sciot::app
