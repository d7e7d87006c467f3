// From a model's output tensor to what it says.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "sciot/result.h"
#include "sciot/tensor.h"
#include "vision/preprocess.h"
#include "vision/sidecar.h"

namespace sciot::vision {

// An object found by FOMO.
struct Centroid {
  size_t class_index = 0;
  std::string label;
  double score = 0;  // the best of its cells
  double x = 0;      // in pixels of the picture, from its left edge
  double y = 0;      // and from its top edge
};

// A class of a classifier.
struct ClassScore {
  size_t class_index = 0;
  std::string label;
  double score = 0;
};

// What a mask covers.
struct Coverage {
  std::string label;
  double share = 0;  // of the frame, 0..1
  double x = 0;      // the middle of what is covered, in pixels of the picture
  double y = 0;
};

// Classes that ReadOutput returns.
inline constexpr size_t kTopClasses = 5;

// By descending score. monostate: the output is raw, its bytes say it.
using Reading = std::variant<std::monostate, std::vector<Centroid>, std::vector<ClassScore>, Coverage>;

// Reads the first output of a model, `bytes` of the float32, int8 or uint8 tensor `tensor`, little endian.
// FOMO: a cell of the grid speaks for its most probable class if that is not the background (class 0) and
// reaches the threshold. Cells of one class that touch, corners included, are one centroid at the mean of
// their centres, weighted by their scores. `frame` is what the model saw (FrameOf; for a tensor that was no
// picture {0, 0, width, height}). Classes: the best kTopClasses. Mask: the places that reach the threshold; with none
// the middle is that of the frame. A score that is not a number is left out. A shape, a byte count or a count of labels
// that does not fit is an error that names both; another type is unsupported.
Result<Reading> ReadOutput(const OutputSpec& output, const TensorSpec& tensor, ByteView bytes, const Frame& frame);

}  // namespace sciot::vision
