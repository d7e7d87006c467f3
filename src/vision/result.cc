#include "vision/result.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <span>

namespace sciot::vision {
namespace {

constexpr size_t kBackground = 0;

// The class of a cell that says nothing is kBackground.
struct Cell {
  size_t class_index = kBackground;
  double score = 0;
};

struct Grid {
  size_t rows = 0;
  size_t columns = 0;
  std::vector<Cell> cells;  // row by row
};

Status CheckTensor(const TensorSpec& tensor, ByteView bytes) {
  if (tensor.type != DataType::kFloat32 && tensor.type != DataType::kInt8 && tensor.type != DataType::kUint8) {
    return Error{ErrorCode::kUnsupported, "reading output \"" + tensor.name + "\" of type " +
                                              DataTypeName(tensor.type) + ", only FP32, INT8 and UINT8 are supported"};
  }
  const size_t width = ByteSize(tensor.type);
  const auto count = ElementCount(tensor.shape);
  if (count && *count == bytes.size() / width && bytes.size() % width == 0) return {};
  return Error{ErrorCode::kInvalidArgument, "output \"" + tensor.name + "\" of shape " + ToString(tensor.shape) +
                                                " with " + std::to_string(bytes.size()) + " bytes"};
}

std::vector<float> ReadValues(DataType type, ByteView bytes) {
  std::vector<float> values;
  ByteReader reader(bytes);
  if (type == DataType::kFloat32) {
    values.reserve(bytes.size() / sizeof(float));
    while (reader.remaining() > 0) values.push_back(std::bit_cast<float>(reader.ReadU32().value()));
    return values;
  }
  values.reserve(bytes.size());
  for (std::byte byte : bytes) {
    const auto value = std::to_integer<uint8_t>(byte);
    values.push_back(type == DataType::kInt8 ? static_cast<float>(static_cast<int8_t>(value))
                                             : static_cast<float>(value));
  }
  return values;
}

Result<std::vector<float>> ReadScores(const OutputSpec& output, const TensorSpec& tensor, ByteView bytes) {
  SCIOT_TRY(CheckTensor(tensor, bytes));
  std::vector<float> values = ReadValues(tensor.type, bytes);
  if (output.scale == 1.0 && output.zero_point == 0.0) return values;
  for (float& value : values) value = static_cast<float>((value - output.zero_point) * output.scale);
  return values;
}

Error ShapeError(const TensorSpec& tensor, const std::string& kind, const std::string& expected) {
  return {ErrorCode::kInvalidArgument, "output kind \"" + kind + "\" needs shape " + expected + ", \"" + tensor.name +
                                           "\" is " + ToString(tensor.shape)};
}

Status CheckLabels(const OutputSpec& output, size_t classes) {
  if (output.labels.empty() || output.labels.size() == classes) return {};
  return Error{ErrorCode::kConflict, std::to_string(output.labels.size()) + " labels for an output of " +
                                         std::to_string(classes) + " classes"};
}

std::string LabelOf(const OutputSpec& output, size_t class_index) {
  return output.labels.empty() ? std::to_string(class_index) : output.labels[class_index];
}

Cell ReadCell(std::span<const float> scores, double threshold) {
  Cell best{kBackground, -1};
  for (size_t i = 0; i < scores.size(); ++i) {
    if (scores[i] > best.score) best = {i, scores[i]};  // false for NaN
  }
  const bool speaks = best.score >= threshold && best.score > 0 && std::isfinite(best.score);
  return speaks ? best : Cell{};
}

Grid ReadGrid(const Shape& shape, std::span<const float> scores, double threshold) {
  Grid grid{static_cast<size_t>(shape[1]), static_cast<size_t>(shape[2]), {}};
  const auto classes = static_cast<size_t>(shape[3]);
  for (size_t i = 0; i < grid.rows * grid.columns; ++i) {
    grid.cells.push_back(ReadCell(scores.subspan(i * classes, classes), threshold));
  }
  return grid;
}

// Adds the cells of `class_index` around (and at) cell `at` to `found`, and clears them from the grid.
void TakeNeighbours(Grid& grid, size_t at, size_t class_index, std::vector<std::pair<size_t, Cell>>& found) {
  const size_t row = at / grid.columns;
  const size_t column = at % grid.columns;
  for (size_t y = row - std::min<size_t>(row, 1); y <= std::min(row + 1, grid.rows - 1); ++y) {
    for (size_t x = column - std::min<size_t>(column, 1); x <= std::min(column + 1, grid.columns - 1); ++x) {
      Cell& cell = grid.cells[y * grid.columns + x];
      if (cell.class_index != class_index) continue;
      found.emplace_back(y * grid.columns + x, cell);
      cell = Cell{};
    }
  }
}

// Takes the cells connected with `start` out of the grid. Each is visited once, without recursion.
std::vector<std::pair<size_t, Cell>> TakeGroup(Grid& grid, size_t start) {
  const size_t class_index = grid.cells[start].class_index;
  std::vector<std::pair<size_t, Cell>> group;
  group.emplace_back(start, grid.cells[start]);
  grid.cells[start] = Cell{};
  for (size_t i = 0; i < group.size(); ++i) TakeNeighbours(grid, group[i].first, class_index, group);
  return group;
}

Centroid CentroidOf(const Grid& grid, std::span<const std::pair<size_t, Cell>> group, const Frame& frame) {
  Centroid centroid;
  double weight = 0;
  for (const auto& [at, cell] : group) {
    centroid.class_index = cell.class_index;
    centroid.score = std::max(centroid.score, cell.score);
    const size_t row = at / grid.columns;
    const size_t column = at % grid.columns;
    centroid.x += cell.score * (static_cast<double>(column) + 0.5);
    centroid.y += cell.score * (static_cast<double>(row) + 0.5);
    weight += cell.score;
  }
  centroid.x = frame.left + centroid.x / weight * frame.width / static_cast<double>(grid.columns);
  centroid.y = frame.top + centroid.y / weight * frame.height / static_cast<double>(grid.rows);
  return centroid;
}

Result<Reading> ReadFomo(const OutputSpec& output, const TensorSpec& tensor, std::span<const float> scores,
                         const Frame& frame) {
  const Shape& shape = tensor.shape;
  if (shape.size() != 4 || shape[0] != 1 || shape[3] < 2 || scores.empty()) {
    return ShapeError(tensor, "fomo", "[1,rows,columns,classes]");
  }
  SCIOT_TRY(CheckLabels(output, static_cast<size_t>(shape[3])));
  Grid grid = ReadGrid(shape, scores, output.threshold);
  std::vector<Centroid> centroids;
  for (size_t i = 0; i < grid.cells.size(); ++i) {
    if (grid.cells[i].class_index == kBackground) continue;
    centroids.push_back(CentroidOf(grid, TakeGroup(grid, i), frame));
    centroids.back().label = LabelOf(output, centroids.back().class_index);
  }
  std::stable_sort(centroids.begin(), centroids.end(),
                   [](const Centroid& a, const Centroid& b) { return a.score > b.score; });
  return Reading(std::move(centroids));
}

Result<Reading> ReadClasses(const OutputSpec& output, const TensorSpec& tensor, std::span<const float> scores) {
  if (scores.empty() || tensor.shape.empty() || static_cast<size_t>(tensor.shape.back()) != scores.size()) {
    return ShapeError(tensor, "classes", "[1,classes]");
  }
  SCIOT_TRY(CheckLabels(output, scores.size()));
  std::vector<ClassScore> classes;
  for (size_t i = 0; i < scores.size(); ++i) {
    if (!std::isnan(scores[i])) classes.push_back({i, {}, scores[i]});
  }
  std::stable_sort(classes.begin(), classes.end(),
                   [](const ClassScore& a, const ClassScore& b) { return a.score > b.score; });
  classes.resize(std::min(classes.size(), kTopClasses));
  for (ClassScore& one : classes) one.label = LabelOf(output, one.class_index);
  return Reading(std::move(classes));
}

Result<Reading> ReadMask(const OutputSpec& output, const TensorSpec& tensor, std::span<const float> scores,
                         const Frame& frame) {
  const Shape& shape = tensor.shape;
  if (shape.size() != 4 || shape[0] != 1 || shape[3] != 1 || scores.empty()) {
    return ShapeError(tensor, "mask", "[1,rows,columns,1]");
  }
  SCIOT_TRY(CheckLabels(output, 1));
  const auto columns = static_cast<size_t>(shape[2]);
  double covered = 0;
  double x = 0;
  double y = 0;
  for (size_t i = 0; i < scores.size(); ++i) {
    if (!(scores[i] >= output.threshold)) continue;
    covered += 1;
    x += static_cast<double>(i % columns) + 0.5;
    const size_t row = i / columns;
    y += static_cast<double>(row) + 0.5;
  }
  const bool any = covered > 0;
  return Reading(Coverage{LabelOf(output, 0), covered / static_cast<double>(scores.size()),
                          frame.left + frame.width * (any ? x / covered / shape[2] : 0.5),
                          frame.top + frame.height * (any ? y / covered / shape[1] : 0.5)});
}

}  // namespace

Result<Reading> ReadOutput(const OutputSpec& output, const TensorSpec& tensor, ByteView bytes, const Frame& frame) {
  if (output.kind == OutputKind::kRaw) return Reading();
  SCIOT_ASSIGN(const std::vector<float> scores, ReadScores(output, tensor, bytes));
  if (output.kind == OutputKind::kFomo) return ReadFomo(output, tensor, scores, frame);
  if (output.kind == OutputKind::kMask) return ReadMask(output, tensor, scores, frame);
  return ReadClasses(output, tensor, scores);
}

}  // namespace sciot::vision
