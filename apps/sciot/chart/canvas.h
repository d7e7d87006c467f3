// Drawing into an SVG or PNG file. The only user of cairo.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "sciot/result.h"

namespace sciot::app {

struct Point {
  double x = 0;
  double y = 0;
};

struct Colour {
  double red = 0;
  double green = 0;
  double blue = 0;
};

enum class Anchor { kStart, kMiddle, kEnd };  // the part of a text that is at its point

struct TextStyle {
  double size = 13;
  Anchor anchor = Anchor::kStart;
  bool is_upright = false;  // written from below to above
  bool is_bold = false;
  bool has_halo = false;  // a white edge, to be read upon other colours
};

struct LineStyle {
  Colour colour;
  double width = 1;
  bool is_dashed = false;
};

// Coordinates are pixels from the upper left corner.
class Canvas {
 public:
  // Of a `path` that ends in .svg or .png; others are refused.
  static Result<Canvas> Create(const std::filesystem::path& path, double width, double height);
  Canvas(Canvas&&) noexcept;
  ~Canvas();

  double width() const;
  double height() const;

  // What is drawn until EndClip shows only inside this box.
  void BeginClip(Point corner, Point opposite);
  void EndClip();

  void Line(const std::vector<Point>& points, const LineStyle& style);
  // From corner to corner.
  void Box(Point corner, Point opposite, const Colour& fill);
  void Dot(Point centre, double radius, const Colour& fill);
  // The middle of the letters' height is at `point`.
  void Text(Point point, const std::string& text, const TextStyle& style);

  // Writes the file.
  Status Finish();

 private:
  class Impl;
  explicit Canvas(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sciot::app
