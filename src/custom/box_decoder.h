// Boxes that a detector gives relative to anchors.
#pragma once

#include <span>
#include <vector>

#include "sciot/result.h"

namespace sciot::custom {

// Corners in the units of the anchors.
struct Box {
  float y_min = 0, x_min = 0, y_max = 0, x_max = 0;
};

// What the numbers of an encoding are divided by.
struct BoxScale {
  float y = 1, x = 1, height = 1, width = 1;
};

// An encoding is y, x, height, width and numbers that are not read, `stride` in all; an anchor is the first four:
//   centre = encoded / scale * anchor's size + anchor's centre,   size = exp(encoded / scale) * anchor's size.
// Decodes as many as there are anchors; kInvalidArgument for a box of negative size.
Status DecodeBoxes(std::span<const float> encodings, size_t stride, std::span<const float> anchors,
                   const BoxScale& scale, std::span<Box> boxes);

// The common area of two boxes over the area they cover together; 0 where one has no area.
float IntersectionOverUnion(const Box& a, const Box& b);

}  // namespace sciot::custom
