// How hybrid operators (INT8 weights, FP32 data) see their data.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "graph/graph.h"

namespace sciot::engine {

// The format's hybrid operators turn each row of their data into 8-bit integers of a scale of its own. What is lost by
// that is part of their result, so data are rounded to the same numbers here.
struct DynamicRounding {
  size_t rows = 1;         // equal parts, each with a scale of its own
  bool symmetric = false;  // 255 steps around zero; else 256 from the smallest value to the largest
};

// Nothing when the node is no hybrid operator.
std::optional<DynamicRounding> FindDynamicRounding(const graph::Graph& graph, const graph::Node& node);

// Each value becomes the nearest that its row's integers can stand for.
void RoundRows(std::span<float> values, size_t rows, bool symmetric);

}  // namespace sciot::engine
