// Copies between strided views, for the operators that only move elements.
#pragma once

#include <vector>

#include "graph/operator.h"
#include "sciot/result.h"
#include "sciot/tensor.h"

namespace sciot::model {

// Elements from one index of a dimension to the next, for contiguous data.
std::vector<int64_t> Strides(const Shape& shape);

// A block of `counts` elements, starting at an offset in both; strides as Strides() gives them. All have one rank.
graph::StridedCopy CopyBlock(const Shape& counts, const std::vector<int64_t>& input_strides,
                             const std::vector<int64_t>& output_strides);

// Options of those copies, with as few dimensions as do the same; kUnsupported when one has too many.
Result<graph::CopyOptions> MakeCopies(std::vector<graph::StridedCopy> copies);

}  // namespace sciot::model
