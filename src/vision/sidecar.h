// The file beside a model that says how pixels become its input and how its output is read, e.g.
//
//   input:
//     color: rgb            # rgb | gray
//     scale: 0.00392156862745098
//     mean: [0, 0, 0]       # one number stands for all channels
//     std: [1, 1, 1]
//     resize: bilinear      # bilinear | nearest | crop
//   output:
//     kind: fomo            # fomo | classes | mask | raw
//     scale: 1              # score = (value - zero_point) * scale
//     zero_point: 0
//     threshold: 0.5
//     labels: [background, "0", "1"]
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sciot/result.h"

namespace sciot::vision {

enum class Color { kRgb, kGray };

// How a picture of another size is brought to the model's.
enum class Resize {
  kBilinear,  // stretched, half-pixel centres, without smoothing
  kNearest,   // stretched, the pixel whose area holds the centre
  kCrop,      // the largest centred part of the model's proportions, then bilinear
};

// input = (pixel * scale - mean) / std, with pixels of 0..255; rounded for a model that takes integers.
struct InputSpec {
  Color color = Color::kRgb;
  double scale = 1.0 / 255.0;
  std::array<double, 3> mean = {0, 0, 0};       // red, green, blue; gray uses the first
  std::array<double, 3> deviation = {1, 1, 1};  // `std` in the file; none is zero
  Resize resize = Resize::kBilinear;

  bool operator==(const InputSpec&) const = default;
};

enum class OutputKind {
  kFomo,     // a grid of class probabilities [1, rows, columns, classes]; class 0 is the background
  kClasses,  // a score for each class [1, classes]
  kMask,     // for each place whether something is there [1, rows, columns, 1]
  kRaw,      // not read
};

struct OutputSpec {
  OutputKind kind = OutputKind::kRaw;
  // score = (value - zero_point) * scale, for models that give integers.
  double scale = 1.0;
  double zero_point = 0.0;
  // Least score of a FOMO cell or a place of a mask, 0..1.
  double threshold = 0.5;
  // By class, the background of FOMO included. None: classes are numbered.
  std::vector<std::string> labels = {};

  bool operator==(const OutputSpec&) const = default;
};

struct Sidecar {
  InputSpec input;
  OutputSpec output;

  bool operator==(const Sidecar&) const = default;
};

// Largest sidecar file that is read.
inline constexpr size_t kMaxSidecarBytes = size_t{64} << 10;

// Parses YAML text; what it leaves out has the default above. An unknown key is an error with its line and
// the nearest known key, a wrong value one with its line and what is expected.
Result<Sidecar> ParseSidecar(std::string_view yaml);

// A sidecar, and the text it was parsed from.
struct SidecarFile {
  std::string text;  // empty where the model has none
  Sidecar sidecar;
};

// Reads the sidecar of a model: `m.yaml` beside `m.tflite`; for a directory `d`, `d.yaml` beside it or else
// `d/model.yaml`. Without one, the defaults. An error names the file.
Result<SidecarFile> ReadSidecarFile(const std::filesystem::path& model_path);

// The same without the text.
Result<Sidecar> LoadSidecar(const std::filesystem::path& model_path);

}  // namespace sciot::vision
