#include "canvas.h"

#include <cairo-svg.h>
#include <cairo.h>

#include <array>
#include <cmath>

namespace sciot::app {
namespace {

struct SurfaceDeleter {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};

struct ContextDeleter {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};

using Surface = std::unique_ptr<cairo_surface_t, SurfaceDeleter>;
using Context = std::unique_ptr<cairo_t, ContextDeleter>;

constexpr const char* kFont = "DejaVu Sans, sans-serif";
constexpr Colour kInk{0.15, 0.15, 0.15};
constexpr double kHalfLetter = 0.35;  // of the height of a capital letter, in font sizes
constexpr double kHaloWidth = 4;
constexpr double kPngScale = 2;  // pixels of the file for each of ours, for sharp letters

double ShareBefore(Anchor anchor) {
  switch (anchor) {
    case Anchor::kStart:
      return 0;
    case Anchor::kMiddle:
      return 0.5;
    case Anchor::kEnd:
      return 1;
  }
  return 0;
}

void SetColour(cairo_t* context, const Colour& colour) {
  cairo_set_source_rgb(context, colour.red, colour.green, colour.blue);
}

void DrawHalo(cairo_t* context, Point start, const std::string& text) {
  SetColour(context, {1, 1, 1});
  cairo_set_line_width(context, kHaloWidth);
  cairo_set_dash(context, nullptr, 0, 0);
  cairo_new_path(context);
  cairo_move_to(context, start.x, start.y);
  cairo_text_path(context, text.c_str());
  cairo_stroke(context);
}

}  // namespace

class Canvas::Impl {
 public:
  Impl(std::filesystem::path path, double width, double height)
      : path_(std::move(path)),
        is_png_(path_.extension() == ".png"),
        width_(width),
        height_(height),
        surface_(MakeSurface()),
        context_(cairo_create(surface_.get())) {
    if (is_png_) cairo_scale(context_.get(), kPngScale, kPngScale);
    SetColour(context_.get(), {1, 1, 1});
    cairo_paint(context_.get());
  }

  cairo_t* context() { return context_.get(); }
  double width() const { return width_; }
  double height() const { return height_; }

  Status Finish() {
    cairo_surface_flush(surface_.get());
    cairo_status_t status = cairo_status(context_.get());
    if (status == CAIRO_STATUS_SUCCESS && is_png_) {
      status = cairo_surface_write_to_png(surface_.get(), path_.c_str());
    }
    cairo_surface_finish(surface_.get());
    if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(surface_.get());
    if (status == CAIRO_STATUS_SUCCESS) return {};
    return Error{ErrorCode::kInvalidArgument, path_.string() + ": cannot be drawn: " + cairo_status_to_string(status)};
  }

 private:
  cairo_surface_t* MakeSurface() const {
    if (!is_png_) return cairo_svg_surface_create(path_.c_str(), width_, height_);
    return cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width_ * kPngScale),
                                      static_cast<int>(height_ * kPngScale));
  }

  std::filesystem::path path_;
  bool is_png_;
  double width_;
  double height_;
  Surface surface_;
  Context context_;
};

Canvas::Canvas(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Canvas::Canvas(Canvas&&) noexcept = default;
Canvas::~Canvas() = default;

Result<Canvas> Canvas::Create(const std::filesystem::path& path, double width, double height) {
  if (path.extension() != ".svg" && path.extension() != ".png") {
    return Error{ErrorCode::kInvalidArgument, "'" + path.string() + "' does not end in .svg or .png"};
  }
  return Canvas(std::make_unique<Impl>(path, width, height));
}

double Canvas::width() const {
  return impl_->width();
}

double Canvas::height() const {
  return impl_->height();
}

void Canvas::BeginClip(Point corner, Point opposite) {
  cairo_t* context = impl_->context();
  cairo_save(context);
  cairo_new_path(context);
  cairo_rectangle(context, corner.x, corner.y, opposite.x - corner.x, opposite.y - corner.y);
  cairo_clip(context);
}

void Canvas::EndClip() {
  cairo_restore(impl_->context());
}

void Canvas::Line(const std::vector<Point>& points, const LineStyle& style) {
  static constexpr std::array<double, 2> kDashes = {6, 4};
  cairo_t* context = impl_->context();
  SetColour(context, style.colour);
  cairo_set_line_width(context, style.width);
  cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND);
  cairo_set_dash(context, kDashes.data(), style.is_dashed ? 2 : 0, 0);
  cairo_new_path(context);
  for (const Point& point : points) cairo_line_to(context, point.x, point.y);
  cairo_stroke(context);
}

void Canvas::Box(Point corner, Point opposite, const Colour& fill) {
  SetColour(impl_->context(), fill);
  cairo_rectangle(impl_->context(), corner.x, corner.y, opposite.x - corner.x, opposite.y - corner.y);
  cairo_fill(impl_->context());
}

void Canvas::Dot(Point centre, double radius, const Colour& fill) {
  SetColour(impl_->context(), fill);
  cairo_new_path(impl_->context());
  cairo_arc(impl_->context(), centre.x, centre.y, radius, 0, 2 * M_PI);
  cairo_fill(impl_->context());
}

void Canvas::Text(Point point, const std::string& text, const TextStyle& style) {
  cairo_t* context = impl_->context();
  cairo_text_extents_t extents;
  cairo_select_font_face(context, kFont, CAIRO_FONT_SLANT_NORMAL,
                         style.is_bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(context, style.size);
  cairo_text_extents(context, text.c_str(), &extents);
  cairo_save(context);
  cairo_translate(context, point.x, point.y);
  if (style.is_upright) cairo_rotate(context, -M_PI / 2);
  const Point start{-extents.x_advance * ShareBefore(style.anchor), style.size * kHalfLetter};
  if (style.has_halo) DrawHalo(context, start, text);
  SetColour(context, kInk);
  cairo_move_to(context, start.x, start.y);
  cairo_show_text(context, text.c_str());
  cairo_restore(context);
}

Status Canvas::Finish() {
  return impl_->Finish();
}

}  // namespace sciot::app
