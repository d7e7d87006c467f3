#include "chart.h"

#include <algorithm>

namespace sciot::app {
namespace {

constexpr double kWidth = 960;
constexpr double kHeight = 540;
constexpr double kLeft = 84;
constexpr double kRight = 24;
constexpr double kTop = 96;
constexpr double kBottom = 64;
constexpr double kBarWidth = 0.8;  // of the distance of two bars
constexpr size_t kTicks = 10;
constexpr double kLegendY = 74;
constexpr double kLegendGap = 190;

constexpr Colour kInk{0.25, 0.25, 0.25};
constexpr Colour kGrid{0.88, 0.88, 0.88};
constexpr Colour kMark{0.85, 0.1, 0.1};

class Drawing {
 public:
  Drawing(const Chart& chart, Canvas& canvas) : chart_(chart), canvas_(canvas) {}

  void Draw() {
    DrawTitles();
    DrawGrid();
    DrawBars();
    DrawLines();
    DrawFrame();
    for (const Marker& marker : chart_.markers) DrawMarker(marker);
    DrawLegend();
  }

 private:
  double X(double value) const { return kLeft + chart_.x.scale.Share(value) * (kWidth - kLeft - kRight); }
  double Y(double value) const { return kHeight - kBottom - chart_.y.scale.Share(value) * (kHeight - kTop - kBottom); }

  std::vector<Point> Place(const std::vector<Point>& points) const {
    std::vector<Point> placed;
    for (const Point& point : points) placed.push_back({X(point.x), Y(point.y)});
    return placed;
  }

  void DrawTitles() {
    canvas_.Text({kLeft, 24}, chart_.title, {.size = 17, .is_bold = true});
    canvas_.Text({kLeft, 48}, chart_.subtitle, {});
    canvas_.Text({(kLeft + kWidth - kRight) / 2, kHeight - 18}, chart_.x.label, {.anchor = Anchor::kMiddle});
    canvas_.Text({20, (kTop + kHeight - kBottom) / 2}, chart_.y.label, {.anchor = Anchor::kMiddle, .is_upright = true});
  }

  void DrawGrid() {
    for (double tick : chart_.y.scale.Ticks(kTicks)) {
      canvas_.Line({{kLeft, Y(tick)}, {kWidth - kRight, Y(tick)}}, {.colour = kGrid});
      canvas_.Text({kLeft - 8, Y(tick)}, TickText(tick), {.anchor = Anchor::kEnd});
    }
    for (double tick : chart_.x.scale.Ticks(2 * kTicks)) {
      canvas_.Line({{X(tick), kHeight - kBottom}, {X(tick), kHeight - kBottom + 5}}, {.colour = kInk});
      canvas_.Text({X(tick), kHeight - kBottom + 17}, TickText(tick), {.anchor = Anchor::kMiddle});
    }
  }

  void DrawBars() {
    std::vector<double> tops;
    for (const BarSeries& bars : chart_.bars) {
      tops.resize(bars.heights.size());
      for (size_t i = 0; i < bars.heights.size(); ++i) {
        const auto x = static_cast<double>(i);
        const double bottom = tops[i];
        tops[i] += bars.heights[i];
        canvas_.Box({X(x - kBarWidth / 2), Y(bottom)}, {X(x + kBarWidth / 2), Y(tops[i])}, bars.colour);
      }
    }
  }

  void DrawLines() {
    canvas_.BeginClip({kLeft, kTop}, {kWidth - kRight, kHeight - kBottom});
    for (const LineSeries& line : chart_.lines) canvas_.Line(Place(line.points), line.style);
    canvas_.EndClip();
  }

  void DrawFrame() {
    canvas_.Line({{kLeft, kTop}, {kLeft, kHeight - kBottom}, {kWidth - kRight, kHeight - kBottom}}, {.colour = kInk});
  }

  void DrawMarker(const Marker& marker) {
    const Point place{X(marker.point.x), Y(marker.point.y)};
    canvas_.Dot(place, 5, kMark);
    canvas_.Text({place.x, place.y - 16}, marker.text, {.anchor = marker.anchor, .is_bold = true, .has_halo = true});
  }

  void DrawLegend() {
    double x = kLeft;
    for (const BarSeries& bars : chart_.bars) {
      canvas_.Box({x, kLegendY - 6}, {x + 22, kLegendY + 6}, bars.colour);
      canvas_.Text({x + 30, kLegendY}, bars.name, {});
      x += kLegendGap;
    }
    for (const LineSeries& line : chart_.lines) {
      canvas_.Line({{x, kLegendY}, {x + 22, kLegendY}}, line.style);
      canvas_.Text({x + 30, kLegendY}, line.name, {});
      x += kLegendGap;
    }
  }

  const Chart& chart_;
  Canvas& canvas_;
};

}  // namespace

Status DrawChart(const Chart& chart, const std::filesystem::path& path) {
  SCIOT_ASSIGN(Canvas canvas, Canvas::Create(path, kWidth, kHeight));
  Drawing(chart, canvas).Draw();
  return canvas.Finish();
}

}  // namespace sciot::app
