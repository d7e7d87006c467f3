#include "custom/box_decoder.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "custom/node_checks.h"

namespace sciot::custom {
namespace {

// One dimension of a box: its ends.
struct Span {
  float begin, end;
};

Span Decode(double position, double size, double anchor_position, double anchor_size) {
  const auto centre = static_cast<float>(position * anchor_size + anchor_position);
  const auto half = static_cast<float>(0.5 * std::exp(size) * anchor_size);
  return {centre - half, centre + half};
}

float Area(const Box& box) {
  return (box.y_max - box.y_min) * (box.x_max - box.x_min);
}

}  // namespace

Status DecodeBoxes(std::span<const float> encodings, size_t stride, std::span<const float> anchors,
                   const BoxScale& scale, std::span<Box> boxes) {
  for (size_t i = 0; i < boxes.size(); ++i) {
    const float* encoded = &encodings[i * stride];
    const float* anchor = &anchors[i * 4];
    const Span rows = Decode(double{encoded[0]} / scale.y, double{encoded[2]} / scale.height, anchor[0], anchor[2]);
    const Span columns = Decode(double{encoded[1]} / scale.x, double{encoded[3]} / scale.width, anchor[1], anchor[3]);
    boxes[i] = {rows.begin, columns.begin, rows.end, columns.end};
    if (rows.begin > rows.end || columns.begin > columns.end) {
      return InvalidNode("box " + std::to_string(i) + " has a negative size");
    }
  }
  return {};
}

float IntersectionOverUnion(const Box& a, const Box& b) {
  const float area_a = Area(a);
  const float area_b = Area(b);
  if (area_a <= 0 || area_b <= 0) return 0;
  const float height = std::min(a.y_max, b.y_max) - std::max(a.y_min, b.y_min);
  const float width = std::min(a.x_max, b.x_max) - std::max(a.x_min, b.x_min);
  const float common = std::max(height, 0.0F) * std::max(width, 0.0F);
  return common / (area_a + area_b - common);
}

}  // namespace sciot::custom
