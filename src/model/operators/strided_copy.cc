#include "model/operators/strided_copy.h"

#include "model/operators/operator.h"

namespace sciot::model {
namespace {

// Whether going through `outer` continues where `inner` ends, on both sides.
bool Continues(const graph::CopyExtent& outer, const graph::CopyExtent& inner) {
  const auto count = static_cast<int64_t>(inner.count);
  return outer.input_stride == inner.input_stride * count && outer.output_stride == inner.output_stride * count;
}

std::vector<graph::CopyExtent> Merge(const std::vector<graph::CopyExtent>& extents) {
  std::vector<graph::CopyExtent> merged;
  for (const graph::CopyExtent& extent : extents) {
    if (extent.count == 1) continue;
    if (!merged.empty() && Continues(merged.back(), extent)) {
      merged.back() = {merged.back().count * extent.count, extent.input_stride, extent.output_stride};
    } else {
      merged.push_back(extent);
    }
  }
  if (merged.empty()) merged.push_back({1, 1, 1});
  return merged;
}

}  // namespace

std::vector<int64_t> Strides(const Shape& shape) {
  std::vector<int64_t> strides(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;) strides[i - 1] = strides[i] * shape[i];
  return strides;
}

graph::StridedCopy CopyBlock(const Shape& counts, const std::vector<int64_t>& input_strides,
                             const std::vector<int64_t>& output_strides) {
  graph::StridedCopy copy;
  for (size_t i = 0; i < counts.size(); ++i) {
    copy.extents.push_back({static_cast<uint64_t>(counts[i]), input_strides[i], output_strides[i]});
  }
  return copy;
}

Result<graph::CopyOptions> MakeCopies(std::vector<graph::StridedCopy> copies) {
  for (graph::StridedCopy& copy : copies) {
    copy.extents = Merge(copy.extents);
    if (copy.extents.size() > graph::kMaxCopyRank) {
      return UnsupportedModel("moves elements along " + std::to_string(copy.extents.size()) + " dimensions");
    }
  }
  return graph::CopyOptions{std::move(copies)};
}

}  // namespace sciot::model
